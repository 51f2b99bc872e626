package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.bundle.ClassNames;
import dev.nasnet.cli.options.ResizeOptions;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.export.Format;
import dev.nasnet.export.TrainedModel;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.graph.SizeLimits;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet export}: writes a network and its weights for Python and Serving. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a network and its weights.",
      "A TensorFlow SavedModel is a new version in the model's folder; other formats are one file."
    },
    footer = {"", "Example:", "  nasnet export --preset mobile --random --out savedmodels/mobile"})
final class ExportCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules()
          .only(
              "--run",
              "--raw-weights",
              "--labels",
              "--warmup",
              "--out",
              "--format",
              "--optimize",
              "--precision",
              "--input",
              "--layout",
              "--features",
              "--calibrate",
              "--calibration-images",
              "--calibration",
              "--io",
              "--keep-float",
              "--allow-non-finite",
              "--weight-storage",
              "--resize")
          .needs("--calibrate", "--precision=int8")
          .needs("--calibration-images", "--precision=int8")
          .needs("--calibration", "--precision=int8")
          .needs("--io", "--precision=int8")
          .needs("--keep-float", "--precision=int8")
          .needs("--weight-storage", "--optimize=serving")
          .excludes("--weight-storage", "--allow-non-finite")
          .needs("--raw-weights", "--run")
          .needs("--seed", "--random", "--random-batch-norm")
          .needs("--labels", "--format=saved_model", "--format=onnx", "--format=litert")
          .needs("--warmup", "--format=saved_model")
          .needs("--resize", "--format=saved_model", "--format=onnx", "--precision=int8")
          .none("--aux-head", "--dropout", "--drop-path-keep");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init")
  private Source source;

  /** The origin of the weights: exactly one option. */
  static final class Source {
    @Option(names = "--random", description = "Random weights of the dialect's initializers.")
    private boolean random;

    @Option(
        names = "--random-batch-norm",
        description = "Random weights, those of batch normalization too.")
    private boolean randomBatchNorm;

    @Option(
        names = "--weights",
        paramLabel = "FILE",
        description =
            "Weights in any form that nasnet convert reads; options replace what the file states."
                + " imagenet: the weights that Keras publishes for --preset large or mobile, with"
                + " their class names.")
    private @Nullable Path weights;

    @Option(
        names = "--run",
        paramLabel = "RUN",
        description = "The best checkpoint of a training: the folder that nasnet train wrote.")
    private @Nullable Path run;

    String name() {
      if (run != null) {
        return "training";
      }
      return random ? "random" : "random-batch-norm";
    }
  }

  @Option(
      names = "--raw-weights",
      description =
          "With --run: the weights without their averages, where the training kept averages.")
  private boolean raw;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "0",
      description = "Seed of the random weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "A text file of class names, one a line (default: those of the training).")
  private @Nullable Path labels;

  @Option(
      names = "--warmup",
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "Image files for a server's warm-up requests (default: three images of digits).")
  private List<Path> warmUp = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "The file or folder to write; a SavedModel is written to PATH/1, PATH/2, …")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "saved_model; onnx; litert; frozen: a GraphDef of constants; keras, h5, weights.h5,"
              + " weights-legacy.h5: files for Keras; ckpt, slim: a TensorFlow checkpoint (default:"
              + " chosen by the end of PATH's name: .keras, .h5, .weights.h5, .ckpt, .onnx,"
              + " .tflite, .pb; otherwise saved_model).")
  private @Nullable String format;

  /** The use that a bundle is optimized for. */
  enum Optimize {
    none,
    serving
  }

  @Option(
      names = "--optimize",
      defaultValue = "none",
      paramLabel = "FOR",
      description = {
        "none: Keras's layers and variables, which can be trained (default: ${DEFAULT-VALUE}).",
        "serving: fewer layers with the same outputs and constant weights, for inference only."
      })
  private Optimize optimize = Optimize.none;

  /** The type in which the convolutional part computes. */
  enum Precision {
    float32,
    bfloat16,
    float16,
    int8
  }

  @Option(
      names = "--precision",
      defaultValue = "float32",
      paramLabel = "TYPE",
      description = {
        "The type in which convolutions compute: float32 (default), or bfloat16 for processors"
            + " that",
        "support it, with --optimize serving or --format frozen, or float16 with --format onnx or",
        "litert, or int8 with both: integers, by --calibrate.",
        "Images and outputs stay float32."
      })
  private Precision precision = Precision.float32;

  @Mixin private final NonFiniteOption nonFinite = new NonFiniteOption();

  @Mixin private final WeightStorageOption storage = new WeightStorageOption();

  @Mixin private final ResizeOptions resize = new ResizeOptions();

  @Mixin private final OnnxFlags onnx = new OnnxFlags();

  @Mixin private final IntegerFlags integers = new IntegerFlags();

  @Override
  public void run() {
    Format chosen = format == null ? Format.ofName(out) : Format.of(format);
    format = chosen.toString(); // The rules read the option's value.
    RULES.check(command);
    requireOptimizable(chosen);
    onnx.requireFit(chosen, command);
    if (precision == Precision.int8 || chosen == Format.ONNX || chosen == Format.LITERT) {
      PrintWriter err = command.commandLine().getErr();
      new ServingFileExport(chosen, out, precision, onnx, integers, err).write(this::model);
      print(out);
      return;
    }
    if (precision == Precision.float16) {
      throw new InvalidInputException(
          "precision (float16) must be with --format onnx or litert; give one of them, or"
              + " --precision bfloat16");
    }
    boolean serves = optimize == Optimize.serving || chosen == Format.FROZEN;
    if (precision == Precision.bfloat16 && !serves) {
      throw new InvalidInputException(
          "precision (bfloat16) must be used for inference only; give --optimize serving or"
              + " --format frozen, or omit --precision");
    }
    chosen.requireWritable(out, serves);
    ExportModel model = model().withSamples(new WarmUpImages(warmUp).read());
    ExportModel form = serves ? inPrecision(model) : model;
    print(storage.write(nonFinite, chosen, out, form));
    form.deviation().ifPresent(of -> new DeviationReport(of).print(command.commandLine().getErr()));
  }

  private void requireOptimizable(Format chosen) {
    boolean isForInference =
        chosen == Format.FROZEN || chosen == Format.ONNX || chosen == Format.LITERT;
    if (isForInference && optimize == Optimize.none && OptionRules.isGiven(command, "--optimize")) {
      throw new InvalidInputException(
          "--optimize (none) has no effect on the format %s, which is for inference only; omit it"
              .formatted(chosen));
    }
  }

  private ExportModel inPrecision(ExportModel model) {
    return precision == Precision.bfloat16 ? model.forServingInBfloat16() : model.forServing();
  }

  private ExportModel model() {
    ExportModel read = read();
    boolean isNew = source.run == null && source.weights == null;
    return read.withResize(
        isNew ? resize.ofNew() : resize.over(read.resize(), command.commandLine().getErr()));
  }

  private ExportModel read() {
    if (source.run != null) {
      return new TrainedModel(source.run, raw).read(source.name(), classNames());
    }
    if (source.weights != null) {
      PrintWriter err = command.commandLine().getErr();
      return PublishedSource.read(
          source.weights, options, err, weights -> weights.model(options, classNames(), err));
    }
    Network network = Network.of(options.spec()).forInference();
    SizeLimits.ofThisMachine().require(network);
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("weights", source.name());
    provenance.put("seed", seed);
    return new ExportModel(network, weights(network), classNames(), provenance);
  }

  private void print(Path written) {
    command.commandLine().getOut().println(written);
    command.commandLine().getOut().flush();
  }

  private Weights weights(Network network) {
    return source.randomBatchNorm
        ? Weights.randomBatchNorm(network, seed)
        : Weights.random(network, seed);
  }

  private List<String> classNames() {
    return labels == null ? List.of() : ClassNames.read(labels);
  }
}
