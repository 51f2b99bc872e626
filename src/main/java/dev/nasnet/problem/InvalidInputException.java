package dev.nasnet.problem;

import java.io.Serial;

/**
 * Signals an invalid option, argument or input file. The message gives the name, the value, the
 * rule and a cure in one line. The command line interface prints the message and ends with exit
 * code 2.
 */
public class InvalidInputException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception for an invalid input.
   *
   * @param message the name, the value, the rule and a cure; converted to one printable line by
   *     {@link OneLine#of}
   */
  public InvalidInputException(String message) {
    super(OneLine.of(message));
  }
}
