package dev.nasnet.cli;

import dev.nasnet.cli.ExportCommand.Precision;
import dev.nasnet.export.Format;
import dev.nasnet.export.calibration.Quantizer;
import dev.nasnet.export.int8.WeightBits;
import dev.nasnet.export.litert.LiteRtOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Writes an ONNX or a LiteRT file in any precision.
 *
 * @param err receives what was measured
 */
record ServingFileExport(
    Format format,
    Path out,
    Precision precision,
    OnnxFlags onnx,
    IntegerFlags integers,
    PrintWriter err) {
  /**
   * Checks the options, makes the model and writes it.
   *
   * @throws InvalidInputException if the options contradict each other; no model is made then
   */
  void write(Supplier<ExportModel> model) {
    requirePrecision();
    format.requireWritable(out, true);
    if (precision == Precision.int8) {
      WeightBits bits = format == Format.ONNX ? WeightBits.SEVEN : WeightBits.EIGHT;
      ExportModel floats = model.get();
      Quantizer quantizer = integers.quantize(floats, bits, err);
      format.writeIntegers(out, floats, quantizer, onnx.options(false));
    } else if (format == Format.ONNX) {
      onnx.write(out, model.get(), precision == Precision.float16, err);
    } else {
      ExportModel floats = model.get();
      floats.requireFinite();
      Format.writeLiteRt(
          out,
          floats,
          precision == Precision.float16
              ? new LiteRtOptions(LiteRtOptions.Precision.FLOAT16)
              : LiteRtOptions.STANDARD);
    }
  }

  private void requirePrecision() {
    if (precision == Precision.int8) {
      requireIntegers();
    } else if (precision == Precision.bfloat16) {
      throw new InvalidInputException(
          "precision (bfloat16) must be float32 or float16 with --format %s; give one of them"
              .formatted(format));
    }
  }

  private void requireIntegers() {
    if (format != Format.ONNX && format != Format.LITERT) {
      throw new InvalidInputException(
          "precision (int8) must be with --format litert or onnx; give one of them, or quantize a"
              + " frozen graph by TensorFlow's converter");
    }
    integers.requireSource();
    if (integers.hasIntegerInput() && onnx.scales()) {
      throw new InvalidInputException(
          "--input (uint8) has no effect with --io, which has integers already; omit one of them");
    }
  }
}
