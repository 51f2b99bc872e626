package dev.nasnet.problem;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Something failed through no fault of the command's wording: the message names the file or thing
 * and what happened, in one line. The command line ends with exit code 1.
 */
public class FailureException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message what failed, where, and what helps; it is made one printable line
   * @param cause what lay behind it, if anything
   */
  public FailureException(String message, @Nullable Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
