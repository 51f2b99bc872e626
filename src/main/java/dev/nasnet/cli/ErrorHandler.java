package dev.nasnet.cli;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.OneLine;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Reports an exception as one line on stderr and an exit code: 2 for wrong use, 1 for a failure.
 */
final class ErrorHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier verbose;

  ErrorHandler(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    String message = UsageMessage.of(problem);
    String help =
        (message.endsWith("?") ? " see " : "; see ")
            + command.getCommandSpec().qualifiedName()
            + " --help";
    boolean isVerbose = verbose.getAsBoolean() || Arrays.asList(arguments).contains("--verbose");
    return report(command, problem, OneLine.of(message + help), isVerbose);
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult parseResult) {
    String message = OptionNames.in(message(problem), command.getCommandSpec());
    return report(command, problem, message, verbose.getAsBoolean());
  }

  /** Reports an error that picocli does not pass to its handlers. */
  static int report(CommandLine command, Error problem, boolean verbose) {
    return report(command, problem, message(problem), verbose);
  }

  private static int report(
      CommandLine command, Throwable problem, String message, boolean verbose) {
    command.getErr().println("nasnet: " + message);
    if (verbose) {
      problem.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return isWrongUse(problem) ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static boolean isWrongUse(Throwable problem) {
    return problem instanceof InvalidInputException || problem instanceof ParameterException;
  }

  private static String message(Throwable problem) {
    String text = problem.getMessage();
    if (text == null || text.isBlank()) {
      return "failed: " + problem.getClass().getSimpleName() + "; --verbose prints where";
    }
    String lines =
        (text + locale(text)).lines().map(String::strip).collect(Collectors.joining(" "));
    String line = OneLine.of(lines);
    return described(problem, line);
  }

  /** Adds the cure where Java's encoding of file names cannot hold a name. */
  private static String locale(String text) {
    String encoding = System.getProperty("sun.jnu.encoding", "");
    return text.indexOf('\uFFFD') < 0 || encoding.equalsIgnoreCase("UTF-8")
        ? ""
        : "; Java reads file names as %s here; start it in a UTF-8 locale, for example LC_ALL=C.UTF-8"
            .formatted(encoding);
  }

  /** Completes the messages of file systems, which are only a path, and of foreign exceptions. */
  private static String described(Throwable problem, String line) {
    if (isWrongUse(problem) || problem instanceof FailureException) {
      return line;
    } else if (problem instanceof NoSuchFileException) {
      return line + " does not exist";
    } else if (problem instanceof AccessDeniedException) {
      return line + " cannot be accessed: permission denied";
    } else if (problem instanceof FileAlreadyExistsException) {
      return line + " exists already";
    }
    return problem.getClass().getSimpleName() + ": " + line;
  }
}
