package dev.nasnet.architecture;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serial;

/** A network that cannot be built. */
public final class IllegalSpecException extends InvalidInputException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message one line: name, value, rule, cure
   */
  public IllegalSpecException(String message) {
    super(message);
  }
}
