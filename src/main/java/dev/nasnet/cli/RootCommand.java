package dev.nasnet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What a command that has others is: without one of them it prints its help. */
public abstract class RootCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of a failure.")
  private boolean verbose;

  /**
   * A command line that tells problems in a line. It sets this Java's locale to none: all that is
   * said is English, and TensorFlow Java names nodes with the locale's digits, which TensorFlow
   * refuses where they are not 0 to 9.
   */
  protected final CommandLine toCommandLine() {
    Locale.setDefault(Locale.ROOT);
    ErrorHandler problems = new ErrorHandler(() -> verbose);
    return new CommandLine(this)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setParameterExceptionHandler(problems)
        .setExecutionExceptionHandler(problems);
  }

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the words behind this command's name
   */
  protected final void runAndExit(String[] arguments) {
    separateNativeLog();
    System.exit(execute(toCommandLine(), arguments));
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
      return ErrorHandler.report(commandLine, error, List.of(arguments).contains("--verbose"));
    }
  }

  @Override
  public final void run() {
    PrintWriter out = command.commandLine().getOut();
    command.commandLine().usage(out);
    out.flush();
  }
}
