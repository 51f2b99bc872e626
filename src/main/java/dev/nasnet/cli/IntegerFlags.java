package dev.nasnet.cli;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.MultiLabel;
import dev.nasnet.export.calibration.IntegerReport;
import dev.nasnet.export.calibration.Quantizer;
import dev.nasnet.export.calibration.QuantizerOptions;
import dev.nasnet.export.int8.Calibration;
import dev.nasnet.export.int8.Io;
import dev.nasnet.export.int8.WeightBits;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.OneLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a quantization to 8-bit integers; a picocli mixin. */
final class IntegerFlags {
  /** How ranges are decided. */
  enum Ranges {
    minmax,
    percentile,
    mse
  }

  /** The type of image and outputs. */
  enum InputOutput {
    float32,
    int8,
    uint8
  }

  private static final int WORST = 5;

  @Option(
      names = "--calibrate",
      paramLabel = "SOURCE",
      description = {
        "With --precision int8: the images that ranges are measured on, as --data of nasnet train;",
        "its training images are used (default: none; int8 needs them)."
      })
  private @Nullable String source;

  @Option(
      names = "--calibration-images",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "The number of images, spread evenly over the source, at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private int images = QuantizerOptions.STANDARD.images();

  @Option(
      names = "--calibration",
      paramLabel = "METHOD",
      defaultValue = "minmax",
      description = {
        "The range of a tensor: minmax, all values; percentile, without the outermost ones; mse,"
            + " the",
        "least mean squared error (default: ${DEFAULT-VALUE})."
      })
  private Ranges calibration = Ranges.minmax;

  @Option(
      names = "--io",
      paramLabel = "TYPE",
      defaultValue = "float32",
      description = {
        "The image and outputs of an int8 file: float32, uint8 (the image's bytes) or int8 (bytes",
        "minus 128) (default: ${DEFAULT-VALUE})."
      })
  private InputOutput io = InputOutput.float32;

  @Option(
      names = "--keep-float",
      paramLabel = "LAYER",
      split = ",",
      description =
          "Layers of an int8 file that compute in float32, separated by commas (default: none).")
  private List<String> keepFloat = List.of();

  /** Whether images and outputs are integers. */
  boolean hasIntegerInput() {
    return io != InputOutput.float32;
  }

  /**
   * Requires a source of images.
   *
   * @throws InvalidInputException if there is none
   */
  void requireSource() {
    if (source == null) {
      throw new InvalidInputException(
          "precision (int8) must have images to measure ranges on; give --calibrate, such as"
              + " --calibrate folder:DIR");
    }
  }

  /** Quantizes a model, and prints on {@code err} how far it is off and which layers are worst. */
  Quantizer quantize(ExportModel model, WeightBits bits, PrintWriter err) {
    model.requireFinite();
    boolean isMultiLabel =
        model.network().spec().head() instanceof Head.Classifier head
            && head.activation() == HeadActivation.SIGMOID;
    // The labels are not used, so that any separator will do.
    DataSourceSpec spec =
        new DataSourceSpec(String.valueOf(source), null, false, PixelLimit.USUAL.pixels())
            .withMultiLabel(isMultiLabel ? MultiLabel.STANDARD : null)
            .withResize(model.resize());
    DataSource data = open(spec, err);
    Quantizer quantizer = Quantizer.of(model.network(), model.weights(), data, options(bits));
    print(quantizer.report(), isMultiLabel, err);
    return quantizer;
  }

  private QuantizerOptions options(WeightBits bits) {
    Set<String> layers = new TreeSet<>(keepFloat);
    return new QuantizerOptions(
        images,
        Calibration.valueOf(calibration.name().toUpperCase(Locale.ROOT)),
        Io.valueOf(io.name().toUpperCase(Locale.ROOT)),
        layers,
        bits);
  }

  private static DataSource open(DataSourceSpec spec, PrintWriter err) {
    Consumer<String> note =
        line -> {
          err.println("nasnet: " + OneLine.of(line));
          err.flush();
        };
    return spec.openUnchecked(note, note);
  }

  private static void print(IntegerReport report, boolean isMultiLabel, PrintWriter err) {
    err.printf(
        Locale.ROOT,
        "nasnet: int8 moves %s by %.1e (relative L2) on %d calibration images, and keeps %.1f %% of"
            + " the %s%n",
        report.output(),
        report.deviation(),
        report.images(),
        100 * report.top1Agreement(),
        isMultiLabel ? "most probable labels" : "predictions");
    for (IntegerReport.LayerNoise layer : report.worst(WORST)) {
      err.printf(
          Locale.ROOT,
          "nasnet: %s adds noise: %.1f dB signal to noise, %.1f dB below its worst input%n",
          layer.layer(),
          layer.decibels(),
          layer.lost());
    }
    err.flush();
  }
}
