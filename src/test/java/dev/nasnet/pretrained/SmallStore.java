package dev.nasnet.pretrained;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Replaces the published files by those of src/test/resources/pretrained, which a server on this
 * machine serves, with their own sums. The network is 1 @ 96 at 32 px with 5 classes.
 */
public final class SmallStore implements AutoCloseable {
  /** The network of the small files. */
  public static final NasNetSpec SPEC =
      NasNetSpec.of("1@96").toBuilder()
          .stemFilters(8)
          .size(ImageSize.square(32))
          .classes(5)
          .build();

  private final FileServer server = new FileServer();
  private final Path models;

  /** Serves the files; the cache is empty. */
  public SmallStore(Path folder) {
    models = folder.resolve("models");
    Path originals = folder.resolve("originals");
    try {
      Files.createDirectories(originals);
      PublishedNetwork network =
          new PublishedNetwork(
              "small",
              SPEC,
              serve(originals, "small.h5", "NASNet-small.h5"),
              serve(originals, "small_no_top.h5", "NASNet-small-no-top.h5"));
      PublishedFile classes =
          serve(originals, "imagenet_class_index.json", "imagenet_class_index.json");
      PretrainedStore.replaceForTest(
          new PretrainedStore(
              new Catalog(List.of(network), classes), models, Optional.empty(), Patience.USUAL));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the requests to the server. */
  public List<String> requests() {
    return server.requests();
  }

  /** Returns the folder of the cache. */
  public Path models() {
    return models;
  }

  /** Stops the server; the cache remains. */
  public void goOffline() {
    server.close();
  }

  private PublishedFile serve(Path originals, String resource, String name) throws IOException {
    byte[] bytes = bytes(resource);
    server.serve(name, bytes);
    String md5 = Md5.of(Files.write(originals.resolve(resource), bytes));
    return new PublishedFile(resource, server.url(), name, md5);
  }

  private static byte[] bytes(String resource) throws IOException {
    boolean isPacked = resource.endsWith(".h5");
    String path = "/pretrained/" + resource + (isPacked ? ".gz" : "");
    try (InputStream stream = Objects.requireNonNull(SmallStore.class.getResourceAsStream(path))) {
      return (isPacked ? new GZIPInputStream(stream) : stream).readAllBytes();
    }
  }

  @Override
  public void close() {
    PretrainedStore.replaceForTest(null);
    server.close();
  }
}
