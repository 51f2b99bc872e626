package dev.nasnet.spark;

import dev.nasnet.problem.OneLine;
import java.io.Serial;

/**
 * Signals that an image cannot be scored. The row of the image contains the message as its error,
 * and scoring continues with the other rows.
 */
final class BadImageException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception for an image.
   *
   * @param message the name, the value, the rule and a cure; converted to one printable line
   */
  BadImageException(String message) {
    super(OneLine.of(message));
  }
}
