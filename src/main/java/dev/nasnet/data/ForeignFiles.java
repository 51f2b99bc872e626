package dev.nasnet.data;

import dev.nasnet.data.files.ClassFolder;
import dev.nasnet.image.ImageFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The files of a folder that are named as images of a format that is not decoded, such as WebP or
 * TIFF. They are bad images: images that are passed over in silence would be missing in the
 * training.
 *
 * @param folder the folder of the data
 * @param classes the folders of the classes
 */
record ForeignFiles(Path folder, List<ClassFolder> classes) {
  private static final int MOST_NAMES = 3;

  /** Reports each file where bad images are skipped, and all of them in one line otherwise. */
  void report(LoadOptions reading) {
    List<Path> files = classes.stream().flatMap(of -> of.foreign().stream()).toList();
    if (reading.skips()) {
      files.forEach(file -> reading.onBad().accept(file + " " + refusal(file)));
    } else if (!files.isEmpty()) {
      String first =
          files.stream()
              .limit(MOST_NAMES)
              .map(file -> folder.relativize(file).toString())
              .collect(Collectors.joining(", "));
      reading
          .onBad()
          .accept(
              "data (folder:%s) has %d image file%s not decoded (%s%s); the first %s; or set `skipBad`"
                  .formatted(
                      folder,
                      files.size(),
                      files.size() == 1 ? "" : "s",
                      first,
                      files.size() > MOST_NAMES ? ", …" : "",
                      refusal(files.get(0))));
    }
  }

  private static String refusal(Path file) {
    return ImageFormat.ofName(file.toString()).map(ImageFormat::refusal).orElseThrow();
  }
}
