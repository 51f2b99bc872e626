package dev.nasnet.bundle;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of a version's folder by their names, and whether they are what was written. A bundle
 * of this project has a manifest with the SHA-256 of each file; other SavedModels have none, and
 * nothing is checked for them.
 */
public final class BundleFiles {
  /** The class names, one a line; a bundle need not have it. */
  public static final String LABELS = "assets/labels.txt";

  /** The network's description and the origin of its weights. */
  public static final String PROVENANCE = "assets.extra/provenance.json";

  private BundleFiles() {}

  /**
   * Checks files before they are read.
   *
   * @param version the version's folder
   * @param names of the files in the folder, with slashes; a file that the folder neither has nor
   *     should have is right
   * @throws FailureException if a file differs from what the manifest says, is missing, or was
   *     added
   */
  public static void requireWritten(Path version, String... names) {
    for (String name : names) {
      problem(version, name)
          .ifPresent(
              problem -> {
                throw new FailureException(
                    "model (%s) is not as it was written: %s; restore the file or export it anew"
                        .formatted(version, problem),
                    null);
              });
    }
  }

  private static Optional<String> problem(Path version, String name) {
    try {
      return Manifest.problem(version, name);
    } catch (IOException e) {
      throw new FailureException("model (%s) cannot be read: %s".formatted(version, e), e);
    }
  }
}
