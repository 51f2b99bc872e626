package dev.nasnet.cli.spark;

import dev.nasnet.cli.RootCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code nasnet-spark}. Without a subcommand, it prints its help. */
@Command(
    name = "nasnet-spark",
    mixinStandardHelpOptions = true,
    versionProvider = dev.nasnet.cli.Version.class,
    description = {
      "Scores images and trains networks on Apache Spark.",
      "Options before the command are passed to spark-submit. The default of --master is local[*]."
    },
    footer = {
      "",
      "Example:",
      "  nasnet-spark --master 'local[2]' score --model savedmodels/digits --in binaryFile:images"
          + " --out scores"
    },
    subcommands = {ScoreCommand.class, SparkTrainCommand.class, SparkBenchmarkCommand.class})
public final class NasNetSpark extends RootCommand {
  /** Creates the command; other packages call {@link #commandLine()}. */
  NasNetSpark() {}

  /**
   * Runs one command and ends the process with its exit code. This is the main method for {@code
   * spark-submit}.
   *
   * @param arguments the arguments after {@code nasnet-spark} and the options of spark-submit
   */
  public static void main(String[] arguments) {
    new NasNetSpark().runAndExit(arguments);
  }

  /** Returns the command line with all subcommands. */
  public static CommandLine commandLine() {
    return new NasNetSpark().toCommandLine();
  }
}
