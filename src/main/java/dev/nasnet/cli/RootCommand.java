package dev.nasnet.cli;

import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.device.MachineMemory;
import dev.nasnet.problem.InvalidInputException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** A command that consists of subcommands; without one it prints its help. */
public abstract class RootCommand implements Runnable {
  /** The commands that never load TensorFlow's library. */
  private static final Set<String> WITHOUT_TENSORFLOW =
      Set.of("summary", "diagram", "recipes", "completion", "help");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @HelpSection.In(HelpSection.GENERAL)
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error, too (default: one line).")
  private boolean verbose;

  /**
   * Returns the command line, which reports an error as one line. Sets Java's default locale to
   * {@link Locale#ROOT}: all output is English, and TensorFlow Java names nodes with the locale's
   * digits, which TensorFlow refuses if they are not 0 to 9.
   */
  protected final CommandLine toCommandLine() {
    Locale.setDefault(Locale.ROOT);
    ErrorHandler problems = new ErrorHandler(() -> verbose);
    return new CommandLine(this)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setHelpFactory(SectionedHelp::new)
        // An image may have the name @x.png, which is not a file of arguments.
        .setExpandAtFiles(false)
        .setExecutionStrategy(RootCommand::executeLast)
        .setParameterExceptionHandler(problems)
        .setExecutionExceptionHandler(problems);
  }

  /** Runs the subcommand; first refuses a limit of memory in which TensorFlow ends the process. */
  private static int executeLast(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    boolean isRun = last != parsed && !last.isUsageHelpRequested();
    if (isRun && !WITHOUT_TENSORFLOW.contains(last.commandSpec().name())) {
      try {
        MachineMemory.requireTensorFlow();
      } catch (InvalidInputException e) {
        throw new ExecutionException(last.commandSpec().commandLine(), e.getMessage(), e);
      }
    }
    return new RunLast().execute(parsed);
  }

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the arguments of the command
   */
  protected final void runAndExit(String[] arguments) {
    FileDescriptor stderr = separateNativeLog();
    ConsoleWriter out = ConsoleWriter.of(new FileOutputStream(FileDescriptor.out));
    CommandLine commandLine =
        toCommandLine().setOut(out).setErr(ConsoleWriter.of(new FileOutputStream(stderr)));
    System.exit(withoutLoss(execute(commandLine, arguments), out, commandLine.getErr()));
  }

  /** Returns the exit code, which is a failure if a result could not be printed. */
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
   * Returns the descriptor of stderr. The launcher filters descriptor 2, to which TensorFlow's
   * library logs lines that no setting suppresses, and puts the user's stderr on descriptor 0,
   * since no command reads stdin. Java's own output goes there, unfiltered and in order.
   */
  private static FileDescriptor separateNativeLog() {
    FileDescriptor stderr =
        Boolean.getBoolean("nasnet.stderr0") ? FileDescriptor.in : FileDescriptor.err;
    System.setErr(new PrintStream(new FileOutputStream(stderr), true, StandardCharsets.UTF_8));
    return stderr;
  }

  /** Reports errors, too, such as a native library that does not load. */
  static int execute(CommandLine commandLine, String[] arguments) {
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
