package dev.nasnet.export;

import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The end of a file's name that stands for a format.
 *
 * @param end in lower case, with the dot
 * @param format the format
 */
record FileEnding(String end, Format format) {
  /** Ends of files' names that no format has, but that a folder of versions would not have. */
  private static final Set<String> FOREIGN =
      Set.of(
          "png",
          "jpg",
          "jpeg",
          "svg",
          "pdf",
          "zip",
          "gz",
          "tar",
          "npz",
          "npy",
          "json",
          "txt",
          "csv",
          "pt",
          "pth",
          "safetensors",
          "hdf5",
          "bin");

  /** All endings; longer ones come first. */
  private static final List<FileEnding> ALL =
      List.of(
          new FileEnding(".weights.h5", Format.WEIGHTS_H5),
          new FileEnding(".h5", Format.H5),
          new FileEnding(".keras", Format.KERAS),
          new FileEnding(".ckpt", Format.CKPT),
          new FileEnding(".onnx", Format.ONNX),
          new FileEnding(".tflite", Format.LITERT),
          new FileEnding(".pb", Format.FROZEN));

  /** Returns the format that a path's name stands for, as {@link Format#ofName} does. */
  static Format format(Path out) {
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    String end = name.substring(name.lastIndexOf('.') + 1);
    if (name.contains(".") && FOREIGN.contains(end)) {
      throw new InvalidInputException(
          "out (%s) must not end in .%s, which no format has; use .keras, .h5, .onnx, .tflite, .pb or a folder's name"
              .formatted(out, end));
    }
    return ALL.stream()
        .filter(candidate -> name.endsWith(candidate.end()))
        .map(FileEnding::format)
        .findFirst()
        .orElse(Format.SAVED_MODEL);
  }
}
