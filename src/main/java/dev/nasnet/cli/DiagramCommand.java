package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.diagram.Diagram;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet diagram}: a network and its cells as the paper draws them, without TensorFlow. */
@Command(
    name = "diagram",
    mixinStandardHelpOptions = true,
    description = "Draws a network and its two cells, an SVG to look at.",
    footer = {"", "Example:", "  nasnet diagram --preset mobile --out nasnet.svg"})
final class DiagramCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules().none("--dropout", "--drop-path-keep", "--bn-momentum", "--bn-epsilon");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "The SVG.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Override
  public void run() {
    RULES.check(command);
    String svg = new Diagram(Network.of(options.spec())).svg();
    try {
      AtomicWrites.text(out, svg);
    } catch (IOException e) {
      throw new FailureException(
          "out (%s) cannot be written: %s".formatted(out, e.getMessage()), e);
    }
    command.commandLine().getOut().println(out);
    command.commandLine().getOut().flush();
  }
}
