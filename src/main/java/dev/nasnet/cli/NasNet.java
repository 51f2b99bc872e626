package dev.nasnet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
public final class NasNet implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  /** Made by {@link #commandLine()}. */
  NasNet() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the words behind {@code nasnet}
   */
  public static void main(String[] arguments) {
    runAndExit(commandLine(), arguments);
  }

  /** Runs one command of a whole command line and ends the process with its exit code. */
  public static void runAndExit(CommandLine commandLine, String[] arguments) {
    separateNativeLog();
    System.exit(execute(commandLine, arguments));
  }

  /**
   * The launcher filters file descriptor 2, where TensorFlow's library logs what no setting
   * silences, and puts the user's stderr on descriptor 0, since no command reads stdin: what Java
   * says goes there, unfiltered and in order.
   */
  private static void separateNativeLog() {
    if (Boolean.getBoolean("nasnet.stderr0")) {
      System.setErr(
          new PrintStream(new FileOutputStream(FileDescriptor.in), true, Charset.defaultCharset()));
    }
  }

  /** Picocli maps exceptions only; a native library that does not load is an error. */
  private static int execute(CommandLine commandLine, String[] arguments) {
    try {
      return commandLine.execute(arguments);
    } catch (LinkageError | OutOfMemoryError error) {
      return Problems.report(commandLine, error, List.of(arguments).contains("--verbose"));
    }
  }

  /** The whole command line; tests give it writers and execute it. */
  public static CommandLine commandLine() {
    NasNet top = new NasNet();
    return commandLine(top, () -> top.verbose);
  }

  /**
   * A command line that tells problems in a line. It sets this Java's locale to none: all that is
   * said is English, and TensorFlow Java names nodes with the locale's digits, which TensorFlow
   * refuses where they are not 0 to 9.
   *
   * @param top the command, with its subcommands
   * @param verbose whether a problem's stack trace is wanted too
   */
  public static CommandLine commandLine(Object top, BooleanSupplier verbose) {
    Locale.setDefault(Locale.ROOT);
    Problems problems = new Problems(verbose);
    return new CommandLine(top)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setParameterExceptionHandler(problems)
        .setExecutionExceptionHandler(problems);
  }

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    command.commandLine().usage(out);
    out.flush();
  }
}
