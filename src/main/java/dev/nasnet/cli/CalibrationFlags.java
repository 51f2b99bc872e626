package dev.nasnet.cli;

import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.VariableName;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.data.DataSource;
import dev.nasnet.evaluation.ClassificationMetrics;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that calibrate a model by the images that are scored. */
@HelpSection.In(HelpSection.OUTPUT)
final class CalibrationFlags {
  @Option(
      names = "--calibrate",
      description =
          "Find the temperature that, dividing the logits, gives the least loss on the scored"
              + " images, and print loss and calibration error with it, too (default: off).")
  private boolean calibrates;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description =
          "With --calibrate: write the model with the temperature in the weights of its classifier,"
              + " as a new version in the folder PATH or, by the end of PATH's name, as a file of"
              + " nasnet export (default: none).")
  private @Nullable Path out;

  @Option(
      names = "--logits",
      paramLabel = "FILE",
      description =
          "With --calibrate: write this CSV file, too, with one line per image: the index of its"
              + " true class in the model, then the logit of each class (default: none).")
  private @Nullable Path logits;

  /** Opens the model: with weights that can be changed if it is to be calibrated. */
  ScoringModel open(Path model, @Nullable Path cells, PrintWriter err) {
    if (out != null) {
      Format.ofName(out).requireWritable(out, false);
    }
    if (!calibrates) {
      return ScoringModel.open(model, cells, err, ThreadConfig.BEST);
    }
    NetworkModel network = ScoringModel.ofWeights(model, cells, err);
    if (network.isMultiLabel()) {
      network.close();
      throw new InvalidInputException(
          "--calibrate needs a model with softmax or logits, and --model (%s) has a sigmoid; omit it"
              .formatted(model));
    }
    return network;
  }

  boolean calibrates() {
    return calibrates;
  }

  /**
   * Calibrates a model if the options say so.
   *
   * @param images the predictions, with logits
   * @param before the figures of the predictions
   * @param data the source of the images
   */
  Optional<Calibration> of(
      ScoringModel model, ScoredImages images, ClassificationMetrics before, DataSource data) {
    if (!calibrates || !(model instanceof NetworkModel network)) {
      return Optional.empty();
    }
    if (logits != null) {
      write(logits, images.logitsCsv());
    }
    Calibration found = images.calibration(before);
    return Optional.of(
        out == null
            ? found
            : found.written(Format.ofName(out).write(out, scaled(network.model(), found, data))));
  }

  /** Returns the model with the classifier's kernel and bias divided by the temperature. */
  private static ExportModel scaled(ExportModel model, Calibration by, DataSource data) {
    List<NamedArray> arrays =
        model.weights().arrays().stream()
            .map(array -> isClassifier(array) ? divided(array, by.temperature().value()) : array)
            .toList();
    Map<String, Object> figures = new LinkedHashMap<>(by.figures());
    figures.put("dataSha256", data.sha256());
    Map<String, Object> provenance = new LinkedHashMap<>(model.provenance());
    provenance.put("temperatureScaling", figures);
    return new ExportModel(
            model.network(), Weights.of(arrays), model.classNames(), provenance, model.samples())
        .withClassIds(model.classIds());
  }

  private static boolean isClassifier(NamedArray array) {
    return VariableName.of(array.name())
        .flatMap(VariableName::location)
        .filter(location -> location.role() == Role.CLASSIFIER)
        .isPresent();
  }

  private static NamedArray divided(NamedArray array, double by) {
    float[] values = array.values();
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = (float) (values[i] / by);
    }
    return new NamedArray(array.name(), array.shape(), scaled);
  }

  private static void write(Path file, String text) {
    try {
      AtomicWrites.text(file, text);
    } catch (IOException e) {
      throw new FailureException("--logits (%s) cannot be written: %s".formatted(file, e), e);
    }
  }
}
