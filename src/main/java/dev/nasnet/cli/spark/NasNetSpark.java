package dev.nasnet.cli.spark;

import dev.nasnet.cli.RootCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
    subcommands = {ScoreCommand.class, SparkTrainCommand.class, SparkBenchmarkCommand.class})
public final class NasNetSpark extends RootCommand {
  /** Made by {@link #commandLine()}. */
  NasNetSpark() {}

  /**
   * Runs one command, as {@code spark-submit} does, and ends the process with its exit code.
   *
   * @param arguments the words behind {@code nasnet-spark} and spark-submit's options
   */
  public static void main(String[] arguments) {
    new NasNetSpark().runAndExit(arguments);
  }

  /** The whole command line; tests give it writers and execute it. */
  public static CommandLine commandLine() {
    return new NasNetSpark().toCommandLine();
  }
}
