package dev.nasnet.export;

import dev.nasnet.export.calibration.Quantizer;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.onnx.OnnxFile;
import dev.nasnet.export.onnx.OnnxModel;
import dev.nasnet.export.onnx.OnnxOptions;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** Writes an artefact as an ONNX file. */
final class OnnxWriter {
  private OnnxWriter() {}

  /** Writes the standard form: float32 images {@code [N, H, W, 3]}. */
  static Path write(Path out, ExportModel artefact) throws IOException {
    write(out, artefact, OnnxOptions.STANDARD);
    return out;
  }

  /** Writes a form and returns how far float16 is off, by output. */
  static SortedMap<String, Double> write(Path out, ExportModel artefact, OnnxOptions options)
      throws IOException {
    if (artefact.deviation().isPresent()) {
      throw new InvalidInputException(
          "precision (bfloat16) must be float32 or float16 in an ONNX file; give one of them");
    }
    return OnnxFile.write(
        out,
        new OnnxModel(
            artefact.network(),
            artefact.weights(),
            artefact.classNames(),
            artefact.provenance(),
            options));
  }

  /** Writes a network in integers. */
  static void write(Path out, ExportModel artefact, Quantizer quantizer, OnnxOptions options)
      throws IOException {
    OnnxFile.write(
        out,
        new OnnxModel(
            artefact.network(),
            artefact.weights(),
            artefact.classNames(),
            quantizer.provenance(artefact.provenance()),
            options,
            Optional.of(quantizer.integers())));
  }
}
