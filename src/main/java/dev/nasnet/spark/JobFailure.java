package dev.nasnet.spark;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * Converts exceptions of Spark jobs to exceptions with a message of one line. Spark wraps the
 * exception of a task and adds its stack trace to the message.
 */
public final class JobFailure {
  private JobFailure() {}

  /**
   * {@return the {@link InvalidInputException} or {@link FailureException} among the causes if
   * there is one, otherwise a {@link FailureException} with the first line of the innermost cause's
   * message}
   *
   * @param problem the exception that Spark threw
   */
  public static RuntimeException of(Throwable problem) {
    Throwable innermost = problem;
    for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidInputException invalid) {
        return invalid;
      } else if (cause instanceof FailureException failure) {
        return failure;
      }
      innermost = cause;
    }
    return new FailureException(
        "the Spark job failed: %s: %s"
            .formatted(innermost.getClass().getSimpleName(), firstLine(innermost)),
        problem);
  }

  /** Returns the first line of a message, without the stack trace that Spark adds. */
  static String firstLine(Throwable problem) {
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("unknown");
  }
}
