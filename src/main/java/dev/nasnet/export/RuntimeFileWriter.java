package dev.nasnet.export;

import dev.nasnet.export.calibration.Quantizer;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.export.litert.LiteRtFile;
import dev.nasnet.export.litert.LiteRtOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.onnx.OnnxFile;
import dev.nasnet.export.onnx.OnnxOptions;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** Writes a model as a file of one of the two runtimes, ONNX or LiteRT. */
final class RuntimeFileWriter {
  private RuntimeFileWriter() {}

  /** Writes the standard form: float32 images {@code [N, H, W, 3]}. */
  static Path writeOnnx(Path out, ExportModel model) throws IOException {
    writeOnnx(out, model, OnnxOptions.STANDARD);
    return out;
  }

  /** Writes a form and returns how far float16 is off, by output. */
  static SortedMap<String, Double> writeOnnx(Path out, ExportModel model, OnnxOptions options)
      throws IOException {
    return OnnxFile.write(out, floats(model, "an ONNX"), options);
  }

  /** Writes float32 weights. */
  static Path writeLiteRt(Path out, ExportModel model) throws IOException {
    writeLiteRt(out, model, LiteRtOptions.STANDARD);
    return out;
  }

  /** Writes weights of a chosen precision. */
  static void writeLiteRt(Path out, ExportModel model, LiteRtOptions options) throws IOException {
    LiteRtFile.write(out, floats(model, "a LiteRT"), options);
  }

  /** Writes an ONNX file in integers. */
  static void writeOnnx(Path out, ExportModel model, Quantizer quantizer, OnnxOptions options)
      throws IOException {
    OnnxFile.write(out, integers(model, quantizer), options);
  }

  /** Writes a LiteRT file in integers. */
  static void writeLiteRt(Path out, ExportModel model, Quantizer quantizer) throws IOException {
    LiteRtFile.write(out, integers(model, quantizer), LiteRtOptions.STANDARD);
  }

  private static ModelContent floats(ExportModel model, String kind) {
    if (model.deviation().isPresent()) {
      throw new InvalidInputException(
          "precision (bfloat16) must be float32 or float16 in %s file; give one of them"
              .formatted(kind));
    }
    return new ModelContent(
        model.network(), model.weights(), model.classNames(), model.provenance());
  }

  private static ModelContent integers(ExportModel model, Quantizer quantizer) {
    return new ModelContent(
        model.network(),
        model.weights(),
        model.classNames(),
        quantizer.provenance(model.provenance()),
        Optional.of(quantizer.integers()));
  }
}
