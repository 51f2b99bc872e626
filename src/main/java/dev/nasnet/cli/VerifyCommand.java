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

/** {@code nasnet verify}: compares a bundle's outputs with those of its export. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compares a bundle's files with its manifest, and its outputs with its reference outputs.",
      "The outputs of an ONNX file that nasnet wrote are computed in Java; a LiteRT file is"
          + " verified by scripts/verify, in LiteRT.",
      "Exits with 1 if a file or an output differs."
    },
    footer = {"", "Example:", "  nasnet verify savedmodels/digits"})
final class VerifyCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(
      arity = "1",
      paramLabel = "BUNDLE",
      description =
          "A version's folder, a model's folder for its newest version, or an .onnx file.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  @Option(
      names = "--tolerance",
      paramLabel = "SHARE",
      description = {
        "The largest difference that is accepted, as a share of an output's largest value, above 0",
        "(default: 2e-5; for a bfloat16 bundle or a float16 .onnx file the shares that it states)."
      })
  private @Nullable Double tolerance;

  @Override
  public void run() {
    if (tolerance != null && !(tolerance > 0 && Double.isFinite(tolerance))) {
      throw new InvalidInputException(
          "--tolerance (%s) must be above 0 and finite; 2e-5 is usual".formatted(tolerance));
    }
    requireComputable();
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
          "model (%s) differs from its reference outputs by %.1e in %s, more than %.1e; export it again"
              .formatted(model, worst.relative(), worst.output(), allowed(worst)),
          null);
    }
    out.println(
        "%s: %s"
            .formatted(
                isOnnx() ? model : BundleVerifier.version(model), verified(deviations.size())));
    out.flush();
  }

  private String verified(int outputs) {
    return isOnnx()
        ? "verified, %d outputs by Java's own evaluator of ONNX".formatted(outputs)
        : "verified, all files by manifest.sha256 and %d outputs by TensorFlow".formatted(outputs);
  }

  private void requireComputable() {
    if (model.toString().endsWith(".tflite")) {
      throw new InvalidInputException(
          "model (%s) is a LiteRT file, which Java cannot compute; run scripts/verify %<s, which runs LiteRT in Python"
              .formatted(model));
    }
  }

  private boolean isOnnx() {
    return model.toString().endsWith(".onnx");
  }

  private List<Deviation> deviations() {
    if (!isOnnx()) {
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
