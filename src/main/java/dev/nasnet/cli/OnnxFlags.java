package dev.nasnet.cli;

import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.onnx.OnnxOptions;
import dev.nasnet.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of ONNX files; a picocli mixin. */
final class OnnxFlags {
  /** The type of the images. */
  enum Input {
    float32,
    uint8
  }

  /** The order of dimensions. */
  enum Layout {
    nhwc,
    nchw
  }

  @Option(
      names = "--input",
      defaultValue = "float32",
      paramLabel = "TYPE",
      description = {
        "The images of a file of the format onnx: float32, RGB / 127.5 - 1, or uint8, RGB from 0"
            + " to",
        "255, which the file scales (default: ${DEFAULT-VALUE})."
      })
  private Input input = Input.float32;

  @Option(
      names = "--layout",
      defaultValue = "nhwc",
      paramLabel = "LAYOUT",
      description = {
        "The layout of the images of a file of the format onnx: nhwc, [N, H, W, 3], or nchw,",
        "[N, 3, H, W] (default: ${DEFAULT-VALUE})."
      })
  private Layout layout = Layout.nhwc;

  @Option(
      names = "--features",
      description =
          "Add the input of the classifier as the output features of a file of the format onnx"
              + " (default: no such output).")
  private boolean features;

  /**
   * Refuses these options where the format is another.
   *
   * @throws InvalidInputException if one is given
   */
  void requireFit(Format format, CommandSpec command) {
    if (format != Format.ONNX
        && Stream.of("--input", "--layout", "--features")
            .anyMatch(option -> OptionRules.isGiven(command, option))) {
      throw new InvalidInputException(
          "format (%s) must be onnx for --input, --layout and --features; give --format onnx, or"
                  .formatted(format)
              + " leave them");
    }
  }

  /** Writes an ONNX file of this form and prints on {@code err} how far float16 is off. */
  void write(Path out, ExportModel artefact, boolean isFloat16, PrintWriter err) {
    Format.writeOnnx(out, artefact, options(isFloat16))
        .forEach(
            (output, deviation) ->
                err.printf(
                    Locale.ROOT,
                    "nasnet: float16 moves %s by %.1e of the largest value%n",
                    output,
                    deviation));
    err.flush();
  }

  /** Whether the file scales bytes. */
  boolean scales() {
    return input == Input.uint8;
  }

  /** Returns the choices of a file. */
  OnnxOptions options(boolean isFloat16) {
    return new OnnxOptions(
        isFloat16 ? OnnxOptions.Precision.FLOAT16 : OnnxOptions.Precision.FLOAT32,
        input == Input.uint8 ? OnnxOptions.Input.UINT8 : OnnxOptions.Input.FLOAT32,
        layout == Layout.nchw ? OnnxOptions.Layout.NCHW : OnnxOptions.Layout.NHWC,
        features);
  }
}
