package dev.nasnet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code nasnet}; without a subcommand it prints its help. */
@Command(
    name = "nasnet",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Describes, trains and exports NASNet-A networks.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:success", "1:failure", "2:wrong use"},
    footer = {
      "",
      "nasnet help COMMAND describes a command.",
      "",
      "Example:",
      "  nasnet summary --preset mobile"
    },
    subcommands = {
      SummaryCommand.class,
      DiagramCommand.class,
      RecipesCommand.class,
      DevicesCommand.class,
      TrainCommand.class,
      BenchmarkCommand.class,
      AugmentCommand.class,
      ExportCommand.class,
      ConvertCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      VerifyCommand.class,
      VerifyPretrainedCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    })
public final class NasNet extends RootCommand {
  /** Created by {@link #commandLine()}. */
  NasNet() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the arguments of {@code nasnet}
   */
  public static void main(String[] arguments) {
    new NasNet().runAndExit(arguments);
  }

  /** Returns the command line; tests set its writers and execute it. */
  public static CommandLine commandLine() {
    return new NasNet().toCommandLine();
  }
}
