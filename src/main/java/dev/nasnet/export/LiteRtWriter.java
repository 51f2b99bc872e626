package dev.nasnet.export;

import dev.nasnet.export.calibration.Quantizer;
import dev.nasnet.export.litert.LiteRtFile;
import dev.nasnet.export.litert.LiteRtModel;
import dev.nasnet.export.litert.LiteRtOptions;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a model as a LiteRT file. */
final class LiteRtWriter {
  private LiteRtWriter() {}

  /** Writes float32 weights. */
  static Path write(Path out, ExportModel model) throws IOException {
    write(out, model, LiteRtOptions.STANDARD);
    return out;
  }

  /** Writes weights of a chosen precision. */
  static void write(Path out, ExportModel model, LiteRtOptions options) throws IOException {
    if (model.deviation().isPresent()) {
      throw new InvalidInputException(
          "precision (bfloat16) must be float32 or float16 in a LiteRT file; give one of them");
    }
    LiteRtFile.write(
        out,
        new LiteRtModel(
            model.network(), model.weights(), model.classNames(), model.provenance(), options));
  }

  /** Writes a network in integers. */
  static void write(Path out, ExportModel model, Quantizer quantizer) throws IOException {
    LiteRtFile.write(
        out,
        new LiteRtModel(
            model.network(),
            model.weights(),
            model.classNames(),
            quantizer.provenance(model.provenance()),
            LiteRtOptions.STANDARD,
            Optional.of(quantizer.integers())));
  }
}
