package dev.nasnet.cli;

import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.Locale;

/** The kinds of exported files that other programs run, which the commands here do not. */
enum ServingFile {
  ONNX(".onnx", "an ONNX file, which ONNX Runtime runs", "docs/guides/onnx.md"),
  LITERT(".tflite", "a LiteRT file, which LiteRT runs", "docs/guides/litert.md"),
  FROZEN(".pb", "a frozen graph, which TensorFlow runs", "docs/consumers.md");

  private final String end;
  private final String kind;
  private final String guide;

  ServingFile(String end, String kind, String guide) {
    this.end = end;
    this.kind = kind;
    this.guide = guide;
  }

  /**
   * Refuses a file that its name says to be of one of these kinds.
   *
   * @throws InvalidInputException if it is; the message names the cure
   */
  static void refuse(Path model) {
    String name = model.toString().toLowerCase(Locale.ROOT);
    for (ServingFile file : values()) {
      if (name.endsWith(file.end)) {
        throw new InvalidInputException(
            "--model (%s) is %s; give the bundle, run or weights that it was exported from, or score it in Python, see %s"
                .formatted(model, file.kind, file.guide));
      }
    }
  }
}
