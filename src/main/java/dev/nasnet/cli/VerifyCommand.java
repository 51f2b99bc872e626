package dev.nasnet.cli;

import dev.nasnet.inference.Deviation;
import dev.nasnet.inference.Proof;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nasnet verify}: whether a bundle still answers as it did when it was exported. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Asks a bundle the images it carries and compares with the answers it carries.",
    footer = {"", "Example:", "  nasnet verify savedmodels/digits"})
final class VerifyCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Parameters(
      arity = "1",
      paramLabel = "BUNDLE",
      description = "A model's folder (its newest version) or a version's.")
  @SuppressWarnings("NullAway.Init")
  private Path model;

  // Measured between two builds of the same kernels: up to 5e-6 (Large). A layer that is 1 % off
  // moves even a small network by 3e-4.
  @Option(
      names = "--tolerance",
      defaultValue = "2e-5",
      description = "The largest difference, as a share of the largest value (${DEFAULT-VALUE}).")
  private double tolerance;

  @Override
  public void run() {
    if (!(tolerance > 0)) {
      throw new InvalidInputException(
          "tolerance (%s) must be above 0; 2e-5 is usual".formatted(tolerance));
    }
    List<Deviation> deviations = Proof.check(model);
    PrintWriter out = command.commandLine().getOut();
    deviations.forEach(deviation -> out.println(line(deviation)));
    out.flush();
    Deviation worst =
        deviations.stream()
            .max(Comparator.comparing(Deviation::relative))
            .orElseThrow(
                () -> new FailureException(model + " has no signature that takes images", null));
    if (worst.relative() > tolerance) {
      throw new FailureException(
          "model (%s) differs from its proof by %.1e in %s, more than %.0e; export it anew"
              .formatted(model, worst.relative(), worst.output(), tolerance),
          null);
    }
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
