package dev.nasnet.pretrained;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.cli.NasNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs {@code nasnet} with other files in the place of Keras's, for the examples of
 * docs/guides/transfer-learning.md: a folder with NASNet-mobile.h5, NASNet-mobile-no-top.h5 and
 * imagenet_class_index.json for 1 @ 96 at 32 px with 5 classes, of which the server is this
 * process.
 */
public final class StandInCli {
  private StandInCli() {}

  /** Runs one command: the folder of the files, the cache, and the arguments of {@code nasnet}. */
  public static void main(String[] arguments) throws IOException {
    Path files = Path.of(arguments[0]);
    NasNetSpec spec =
        NasNetSpec.of("1@96").toBuilder()
            .stemFilters(8)
            .size(ImageSize.square(32))
            .classes(5)
            .build();
    try (FileServer server = new FileServer()) {
      PublishedNetwork network =
          new PublishedNetwork(
              "mobile",
              spec,
              serve(server, files, "nasnet_mobile.h5", "NASNet-mobile.h5"),
              serve(server, files, "nasnet_mobile_no_top.h5", "NASNet-mobile-no-top.h5"));
      PublishedFile classes =
          serve(server, files, "imagenet_class_index.json", "imagenet_class_index.json");
      PretrainedStore.replaceForTest(
          new PretrainedStore(
              new Catalog(List.of(network), classes),
              Path.of(arguments[1]),
              Optional.empty(),
              Patience.USUAL));
      String[] command = List.of(arguments).subList(2, arguments.length).toArray(String[]::new);
      System.exit(NasNet.commandLine().execute(command));
    }
  }

  private static PublishedFile serve(FileServer server, Path folder, String cacheName, String name)
      throws IOException {
    Path file = folder.resolve(name);
    server.serve(name, Files.readAllBytes(file));
    return new PublishedFile(cacheName, server.url(), name, Md5.of(file));
  }
}
