package dev.nasnet.spark;

import dev.nasnet.cli.NasNet;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code nasnet-spark}; without a subcommand it prints its help. */
@Command(
    name = "nasnet-spark",
    mixinStandardHelpOptions = true,
    versionProvider = dev.nasnet.cli.Version.class,
    description = {
      "Scores and trains on Apache Spark.",
      "What stands before the command goes to spark-submit; without --master, to local[*]."
    },
    footer = {
      "",
      "Example:",
      "  nasnet-spark --master 'local[2]' score --model savedmodels/digits --in binaryFile:images"
          + " --out scores"
    },
    subcommands = {ScoreCommand.class, TrainCommand.class, BenchmarkCommand.class})
public final class NasNetSpark implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  /** Made by {@link #commandLine()}. */
  NasNetSpark() {}

  /**
   * Runs one command, as {@code spark-submit} does, and ends the process with its exit code.
   *
   * @param arguments the words behind {@code nasnet-spark} and spark-submit's options
   */
  public static void main(String[] arguments) {
    NasNet.runAndExit(commandLine(), arguments);
  }

  /** The whole command line; tests give it writers and execute it. */
  public static CommandLine commandLine() {
    NasNetSpark top = new NasNetSpark();
    return NasNet.commandLine(top, () -> top.verbose);
  }

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    command.commandLine().usage(out);
    out.flush();
  }
}
