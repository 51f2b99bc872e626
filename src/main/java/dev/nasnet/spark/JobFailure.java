package dev.nasnet.spark;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in a Spark job, in a line. What a task threw comes to the driver wrapped, and its
 * stack trace written into the message.
 */
public final class JobFailure {
  private JobFailure() {}

  /**
   * A task's own {@link InvalidInputException} or {@link FailureException} where there is one; else
   * a {@link FailureException} that says the innermost cause's first line.
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
        "job failed: %s: %s".formatted(innermost.getClass().getSimpleName(), firstLine(innermost)),
        problem);
  }

  /** A message without the stack trace that Spark writes into it. */
  static String firstLine(Throwable problem) {
    return String.valueOf(problem.getMessage()).lines().findFirst().orElse("unknown");
  }
}
