package dev.nasnet.problem;

import java.io.Serial;

/**
 * The user gave something wrongly: the message says name, value, rule and cure in one line. The
 * command line ends with exit code 2.
 */
public class InvalidInputException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message name, value, rule, cure; it is made one printable line
   */
  public InvalidInputException(String message) {
    super(OneLine.of(message));
  }
}
