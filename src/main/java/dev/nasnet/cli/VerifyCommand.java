package dev.nasnet.cli;

import dev.nasnet.export.onnx.OnnxFile;
import dev.nasnet.inference.BundleVerifier;
import dev.nasnet.inference.Deviation;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nasnet verify}: whether a bundle still answers as it did when it was exported. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a bundle the images it carries and compares with the answers it carries.",
      "An ONNX file that nasnet wrote is computed in Java and compared with its reference outputs."
    },
    footer = {"", "Example:", "  nasnet verify savedmodels/digits"})
final class VerifyCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(
      arity = "1",
      paramLabel = "BUNDLE",
      description = "A model's folder (its newest version), a version's, or a .onnx file.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description = {
        "The largest difference, as a share of the largest value (2e-5; of a bfloat16 bundle what",
        "its provenance says of each output; of a float16 .onnx file likewise)."
      })
  private @Nullable Double tolerance;

  @Override
  public void run() {
    if (tolerance != null && !(tolerance > 0 && Double.isFinite(tolerance))) {
      throw new InvalidInputException(
          "tolerance (%s) must be above 0 and finite; 2e-5 is usual".formatted(tolerance));
    }
    List<Deviation> deviations = deviations();
    PrintWriter out = command.commandLine().getOut();
    deviations.forEach(deviation -> out.println(line(deviation)));
    out.flush();
    Deviation worst =
        deviations.stream()
            .max(Comparator.comparing(deviation -> deviation.relative() / allowed(deviation)))
            .orElseThrow(
                () -> new FailureException(model + " has no signature that takes images", null));
    if (worst.relative() > allowed(worst)) {
      throw new FailureException(
          "model (%s) differs from its proof by %.1e in %s, more than %.1e; export it anew"
              .formatted(model, worst.relative(), worst.output(), allowed(worst)),
          null);
    }
  }

  private List<Deviation> deviations() {
    if (!model.toString().endsWith(".onnx")) {
      return BundleVerifier.check(model);
    }
    return OnnxFile.verify(model).stream()
        .map(one -> new Deviation(one.output(), one.difference(), one.scale(), one.tolerance()))
        .toList();
  }

  private double allowed(Deviation deviation) {
    return tolerance == null ? deviation.tolerance() : tolerance;
  }

  private static String line(Deviation deviation) {
    return String.format(
        Locale.ROOT,
        "%s: largest difference %.2e, %.2e of the largest value",
        deviation.output(),
        deviation.difference(),
        deviation.relative());
  }
}
