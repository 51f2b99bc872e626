package dev.nasnet.pretrained;

import dev.nasnet.problem.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where published files come from and where they are kept.
 *
 * @param catalog the published files with their sums
 * @param models the folder in which Keras keeps weights
 * @param mirror the URL of a folder that has all files, ending with a slash, instead of the
 *     published addresses
 * @param patience the limits of a download's waiting
 */
record PretrainedStore(Catalog catalog, Path models, Optional<String> mirror, Patience patience) {
  /** The environment variable that names the folder of a mirror. */
  static final String MIRROR = "NASNET_WEIGHTS_URL";

  private static final String KERAS_HOME = "KERAS_HOME";

  /** The store of a test, which has other files with other sums; null outside of tests. */
  private static volatile @Nullable PretrainedStore ofTest;

  /**
   * Returns the store of this process: Keras's files, in {@code $KERAS_HOME} or {@code ~/.keras},
   * from the mirror in {@code $NASNET_WEIGHTS_URL}, if it is set.
   *
   * @throws InvalidInputException if the variable of the mirror is no URL of a folder
   */
  static PretrainedStore ofThisProcess() {
    PretrainedStore replaced = ofTest;
    return replaced == null
        ? of(Catalog.keras(), System.getenv(), System.getProperty("user.home", "."))
        : replaced;
  }

  /** Replaces the store of this process in a test; null restores it. */
  static void replaceForTest(@Nullable PretrainedStore store) {
    ofTest = store;
  }

  /** Returns the store that environment variables describe. */
  static PretrainedStore of(Catalog catalog, Map<String, String> environment, String home) {
    String keras = environment.getOrDefault(KERAS_HOME, "").strip();
    if (keras.equals("~") || keras.startsWith("~/")) {
      keras = home + keras.substring(1);
    }
    Path base = keras.isEmpty() ? Path.of(home, ".keras") : Path.of(keras);
    String mirror = environment.getOrDefault(MIRROR, "").strip();
    return new PretrainedStore(
        catalog,
        base.resolve("models"),
        mirror.isEmpty() ? Optional.empty() : Optional.of(folder(mirror)),
        Patience.USUAL);
  }

  /**
   * Returns the path of a published file in the cache, after a download if it is missing.
   *
   * @param listener receives the progress
   */
  Path require(PublishedFile file, DownloadListener listener) {
    PublishedFile source = mirror.map(file::in).orElse(file);
    return new CachedFile(source, models, patience, listener).require();
  }

  private static String folder(String url) {
    try {
      URI uri = new URI(url);
      String scheme = String.valueOf(uri.getScheme());
      boolean isWeb = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
      if (isWeb && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return url.endsWith("/") ? url : url + "/";
      }
    } catch (URISyntaxException e) {
      // It is refused below.
    }
    throw new InvalidInputException(
        "%s (%s) must be the http or https URL of a folder with Keras's files; try https://example.org/nasnet/"
            .formatted(MIRROR, url));
  }
}
