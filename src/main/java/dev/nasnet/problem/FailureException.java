package dev.nasnet.problem;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Signals a failure that the given options and arguments did not cause, such as a file that cannot
 * be written. The message names the object concerned and the event in one line. The command line
 * interface prints the message and ends with exit code 1.
 */
public class FailureException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates a failure.
   *
   * @param message the failed action, the object concerned and a cure; converted to one printable
   *     line by {@link OneLine#of}
   * @param cause the underlying exception, or null
   */
  public FailureException(String message, @Nullable Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
