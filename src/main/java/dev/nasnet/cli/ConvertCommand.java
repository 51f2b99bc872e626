package dev.nasnet.cli;

import dev.nasnet.bundle.ClassNames;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nasnet convert}: writes weights of one format in another. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description = {
      "Writes weights in another format.",
      "IN is a Keras file, a SavedModel of this program, of tf_keras or of Keras 3's export, the"
          + " folder of a training, or a TensorFlow checkpoint of this program or of TF-slim's"
          + " NASNet. Where IN does not describe its network, the shapes of the weights decide it;"
          + " give --wiring, --pool-padding and --size then, which no shape shows."
    },
    footer = {
      "",
      "Example:",
      "  nasnet convert model.ckpt savedmodels/large --classes 1000 --dialect keras"
    })
final class ConvertCommand implements Runnable {
  /** The ends of a file's name that choose a format; longer ones come first. */
  private static final List<String> ENDS =
      List.of("weights.h5", "h5", "keras", "ckpt", "onnx", "tflite");

  /** The formats that have class names. */
  private static final Set<Format> NAMED = Set.of(Format.SAVED_MODEL, Format.ONNX, Format.LITERT);

  private static final OptionRules RULES =
      new OptionRules().none("--aux-head", "--dropout", "--drop-path-keep");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @Parameters(
      index = "0",
      paramLabel = "IN",
      description = "The file or folder of weights to read.")
  @SuppressWarnings("NullAway.Init")
  private Path in;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description =
          "The file or folder to write, which must not exist; of a SavedModel the folder of its"
              + " versions.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "One of the formats of nasnet export (default: chosen by the end of OUT's name: .keras,"
              + " .h5, .weights.h5, .ckpt, .onnx, .tflite; otherwise saved_model).")
  private @Nullable String format;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "A text file of class names, one a line (default: those that IN has).")
  private @Nullable Path labels;

  @Mixin private final NonFiniteOption nonFinite = new NonFiniteOption();

  @Mixin private final OnnxFlags onnx = new OnnxFlags();

  @Override
  public void run() {
    RULES.check(command);
    Format chosen = Format.of(format == null ? byName(out) : format);
    requireNamed(chosen);
    onnx.requireFit(chosen);
    chosen.requireWritable(out, false);
    List<String> names = labels == null ? List.of() : ClassNames.read(labels);
    PrintWriter err = command.commandLine().getErr();
    ExportModel model = WeightsSource.read(in, source -> source.model(options, names, err));
    if (chosen == Format.ONNX) {
      onnx.write(out, model, false, err);
    }
    Path written = chosen == Format.ONNX ? out : nonFinite.write(chosen, out, model);
    command.commandLine().getOut().println(written);
    command.commandLine().getOut().flush();
  }

  private void requireNamed(Format chosen) {
    if (labels != null && !NAMED.contains(chosen)) {
      throw new InvalidInputException(
          "--labels (%s) has no effect on the format %s, which has no class names; omit it"
              .formatted(labels, chosen));
    }
  }

  private static String byName(Path out) {
    String name = String.valueOf(out.getFileName());
    return ENDS.stream()
        .filter(end -> name.endsWith("." + end))
        .findFirst()
        .map(end -> end.equals("tflite") ? Format.LITERT.toString() : end)
        .orElse(Format.SAVED_MODEL.toString());
  }
}
