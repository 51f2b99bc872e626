package dev.nasnet.architecture;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serial;

/** Thrown for the spec of a network that cannot be built. */
public final class IllegalSpecException extends InvalidInputException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message one line with the name, the value, the rule and the cure
   */
  public IllegalSpecException(String message) {
    super(message);
  }
}
