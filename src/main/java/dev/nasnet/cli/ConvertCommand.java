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
          + " folder of a training, a TensorFlow checkpoint of this program or of TF-slim's NASNet,"
          + " also in slim's .tar.gz, or timm's nasnetalarge or pnasnet5large in a .safetensors"
          + " file. Where IN does not describe its network, the shapes of the weights decide it;"
          + " give --wiring, --pool-padding and --size then, which no shape shows.",
      "The word imagenet as IN stands for the weights that Keras publishes for --preset large or"
          + " mobile; they are downloaded into Keras's cache unless they are there."
    },
    footer = {
      "",
      "Example:",
      "  nasnet convert model.ckpt savedmodels/large --classes 1000 --dialect keras"
    })
final class ConvertCommand implements Runnable {
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
              + " .h5, .weights.h5, .ckpt, .onnx, .tflite, .pb; otherwise saved_model).")
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
    Format chosen = format == null ? Format.ofName(out) : Format.of(format);
    requireNamed(chosen);
    onnx.requireFit(chosen, command);
    chosen.requireWritable(out, false);
    List<String> names = labels == null ? List.of() : ClassNames.read(labels);
    PrintWriter err = command.commandLine().getErr();
    ExportModel model =
        PublishedSource.read(in, options, err, source -> source.model(options, names, err));
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
}
