package dev.nasnet.cli.spark;

import dev.nasnet.cli.RootCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code nasnet-spark}. Without a subcommand, it prints its help. */
@Command(
    name = "nasnet-spark",
    mixinStandardHelpOptions = true,
    versionProvider = dev.nasnet.cli.Version.class,
    description = {
      "Scores and trains on Apache Spark.",
      "Options before the command are those of spark-submit; the default of --master is local[*]."
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:success", "1:failure", "2:wrong use"},
    footer = {
      "",
      "nasnet-spark help COMMAND describes a command.",
      "",
      "Example:",
      "  nasnet-spark --master 'local[2]' score --model savedmodels/digits --in binaryFile:images"
          + " --out scores"
    },
    subcommands = {
      ScoreCommand.class,
      SparkTrainCommand.class,
      SparkBenchmarkCommand.class,
      HelpCommand.class
    })
public final class NasNetSpark extends RootCommand {
  /** Created by {@link #commandLine()}. */
  NasNetSpark() {}

  /**
   * Runs one command and ends the process with its exit code. This is the main method for {@code
   * spark-submit}.
   *
   * @param arguments the arguments after spark-submit's own
   */
  public static void main(String[] arguments) {
    new NasNetSpark().runAndExit(arguments);
  }

  /** Returns the command line; tests set its writers and execute it. */
  public static CommandLine commandLine() {
    return new NasNetSpark().toCommandLine();
  }
}
