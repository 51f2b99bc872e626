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
 * Turns whatever went wrong into one line on stderr and an exit code: 2 wrongly asked, 1 failed.
 */
final class ErrorHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final BooleanSupplier verbose;

  ErrorHandler(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    String help = "; see " + command.getCommandSpec().qualifiedName() + " --help";
    boolean asked = verbose.getAsBoolean() || Arrays.asList(arguments).contains("--verbose");
    return report(command, problem, message(problem) + help, asked);
  }

  @Override
  public int handleExecutionException(
      Exception problem, CommandLine command, ParseResult parseResult) {
    return report(command, problem, message(problem), verbose.getAsBoolean());
  }

  /** Reports an error that picocli lets through. */
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
    return wronglyAsked(problem) ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  private static boolean wronglyAsked(Throwable problem) {
    return problem instanceof InvalidInputException || problem instanceof ParameterException;
  }

  private static String message(Throwable problem) {
    String text = problem.getMessage();
    if (text == null || text.isBlank()) {
      return "failed: " + problem.getClass().getSimpleName() + "; --verbose tells where";
    }
    String lines =
        (text + locale(text)).lines().map(String::strip).collect(Collectors.joining(" "));
    String line = OneLine.of(lines);
    return kind(problem) + line;
  }

  /**
   * Where Java's encoding of file names cannot hold a name, its text has replacement characters.
   */
  private static String locale(String text) {
    String encoding = System.getProperty("sun.jnu.encoding", "");
    return text.indexOf('\uFFFD') < 0 || encoding.equalsIgnoreCase("UTF-8")
        ? ""
        : "; this Java's file names are %s, so start it in a UTF-8 locale, as LC_ALL=C.UTF-8"
            .formatted(encoding);
  }

  /** The file system's exceptions say only a path; a stranger's message needs its class. */
  private static String kind(Throwable problem) {
    if (wronglyAsked(problem) || problem instanceof FailureException) {
      return "";
    } else if (problem instanceof NoSuchFileException) {
      return "no such file: ";
    } else if (problem instanceof AccessDeniedException) {
      return "access denied: ";
    } else if (problem instanceof FileAlreadyExistsException) {
      return "exists already: ";
    }
    return problem.getClass().getSimpleName() + ": ";
  }
}
