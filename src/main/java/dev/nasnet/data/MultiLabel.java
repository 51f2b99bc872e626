package dev.nasnet.data;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;

/**
 * How a table gives an image any number of labels: by a column of 0 and 1 for each class, or by one
 * column of names with a separator.
 *
 * @param separator the character between two names of a column of names; not a letter, a digit, a
 *     space, a quote, a comma or a control character
 */
public record MultiLabel(char separator) implements Serializable {
  /** The separator where none is given: a vertical bar. */
  public static final MultiLabel STANDARD = new MultiLabel('|');

  /**
   * Checks the separator.
   *
   * @param separator the character between two names
   * @throws InvalidInputException if it could be a part of a name, or has a meaning in CSV
   */
  public MultiLabel {
    boolean isPart = Character.isLetterOrDigit(separator) || Character.isWhitespace(separator);
    if (isPart
        || Character.isISOControl(separator)
        || Character.isSurrogate(separator)
        || "\",'".indexOf(separator) >= 0) {
      throw new InvalidInputException(
          ("label-separator (%s) must be one character that is no letter, digit, space, quote or"
                  + " comma, such as | or ;")
              .formatted(separator));
    }
  }

  /**
   * Reads a separator as a user gives it.
   *
   * @param text one character
   * @return the separator
   * @throws InvalidInputException if the text is not one character, or not a separator
   */
  public static MultiLabel of(String text) {
    if (text.length() != 1) {
      throw new InvalidInputException(
          "label-separator (%s) must be one character, such as | or ;".formatted(text));
    }
    return new MultiLabel(text.charAt(0));
  }
}
