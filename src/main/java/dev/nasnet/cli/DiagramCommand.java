package dev.nasnet.cli;

import dev.nasnet.architecture.Network;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.cli.options.SpecOptions;
import dev.nasnet.diagram.Diagram;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet diagram}: draws a network and its cells as in the paper, without TensorFlow. */
@Command(
    name = "diagram",
    mixinStandardHelpOptions = true,
    description = "Draws a network and its two cells as an SVG file.",
    footer = {"", "Example:", "  nasnet diagram --preset mobile --out nasnet.svg"})
final class DiagramCommand implements Runnable {
  private static final OptionRules RULES =
      new OptionRules().none("--dropout", "--drop-path-keep", "--bn-momentum", "--bn-epsilon");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Mixin private final SpecOptions options = new SpecOptions();

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description =
          "The SVG file to write; its name ends in .svg or has no ending. An existing file is"
              + " replaced.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Override
  public void run() {
    RULES.check(command);
    requireSvg();
    String svg = new Diagram(Network.of(options.spec())).svg();
    try {
      AtomicWrites.text(out, svg);
    } catch (IOException e) {
      throw new FailureException(
          "--out (%s) cannot be written: %s".formatted(out, e.getMessage()), e);
    }
    command.commandLine().getOut().println(out);
    command.commandLine().getOut().flush();
  }

  /** A file with another ending would be taken for another format by its reader. */
  private void requireSvg() {
    String name = String.valueOf(out.getFileName());
    int dot = name.lastIndexOf('.');
    String ending = dot < 1 ? "" : name.substring(dot);
    if (!ending.isEmpty() && !ending.equalsIgnoreCase(".svg")) {
      throw new InvalidInputException(
          "--out (%s) must end in .svg, the only format of a diagram; try %s.svg"
              .formatted(out, out.resolveSibling(name.substring(0, dot))));
    }
  }
}
