package dev.nasnet.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
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
        // An image may be called @x.png: it is no file of arguments.
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(problems)
        .setExecutionExceptionHandler(problems);
  }

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the words behind this command's name
   */
  protected final void runAndExit(String[] arguments) {
    FileDescriptor stderr = separateNativeLog();
    ConsoleWriter out = ConsoleWriter.of(new FileOutputStream(FileDescriptor.out));
    CommandLine commandLine =
        toCommandLine().setOut(out).setErr(ConsoleWriter.of(new FileOutputStream(stderr)));
    System.exit(withoutLoss(execute(commandLine, arguments), out, commandLine.getErr()));
  }

  /** A result that could not be printed is a failure of the command. */
  static int withoutLoss(int exitCode, ConsoleWriter out, PrintWriter err) {
    Optional<String> problem = out.problem();
    problem.ifPresent(
        why -> {
          err.println("nasnet: stdout cannot be written, and results are lost: " + why);
          err.flush();
        });
    return problem.isPresent() && exitCode == ExitCode.OK ? ExitCode.SOFTWARE : exitCode;
  }

  /**
   * The launcher filters file descriptor 2, where TensorFlow's library logs what no setting
   * silences, and puts the user's stderr on descriptor 0, since no command reads stdin: what Java
   * says goes there, unfiltered and in order.
   */
  private static FileDescriptor separateNativeLog() {
    FileDescriptor stderr =
        Boolean.getBoolean("nasnet.stderr0") ? FileDescriptor.in : FileDescriptor.err;
    System.setErr(new PrintStream(new FileOutputStream(stderr), true, StandardCharsets.UTF_8));
    return stderr;
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
