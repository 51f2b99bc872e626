package dev.nasnet.spark;

import dev.nasnet.problem.OneLine;
import java.io.Serial;

/** An image that cannot be scored; its row says why and the others go on. */
final class BadImageException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message name, value, rule, cure; it is made one printable line
   */
  BadImageException(String message) {
    super(OneLine.of(message));
  }
}
