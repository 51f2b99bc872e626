package dev.nasnet.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code nasnet}; without a subcommand it prints its help. */
@Command(
    name = "nasnet",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Describes, trains and exports NASNet-A networks.",
    footer = {"", "Example:", "  nasnet summary --preset mobile"},
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
      VerifyCommand.class
    })
public final class NasNet extends RootCommand {
  /** Made by {@link #commandLine()}. */
  NasNet() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the words behind {@code nasnet}
   */
  public static void main(String[] arguments) {
    new NasNet().runAndExit(arguments);
  }

  /** The whole command line; tests give it writers and execute it. */
  public static CommandLine commandLine() {
    return new NasNet().toCommandLine();
  }
}
