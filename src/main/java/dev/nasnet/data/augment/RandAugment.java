package dev.nasnet.data.augment;

import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * RandAugment (Cubuk et al., arXiv:1909.13719) with the operations and magnitudes of torchvision's
 * {@code RandAugment}, computed as PIL does: each training image passes a number of operations that
 * are drawn evenly from a list of fourteen, with repetition.
 *
 * @param operations the number of operations for each image, 0 to 10; 0 is none
 * @param magnitude the strength of the operations, 0 (least) to 30
 */
public record RandAugment(int operations, int magnitude) implements Serializable {
  /** No operations. */
  public static final RandAugment NONE = new RandAugment(0, 0);

  /** The largest magnitude: torchvision's 31 bins. */
  public static final int MOST = 30;

  private static final int MOST_OPERATIONS = 10;
  private static final Pattern TEXT = Pattern.compile("(\\d{1,2}),(\\d{1,2})");

  /**
   * Checks the values.
   *
   * @param operations the number of operations for each image, 0 to 10; 0 is none
   * @param magnitude the strength of the operations, 0 (least) to 30
   */
  public RandAugment {
    if (operations < 0 || operations > MOST_OPERATIONS || magnitude < 0 || magnitude > MOST) {
      throw new InvalidInputException(
          "rand-augment (%d,%d) must be 0 to %d operations and a magnitude of 0 to %d; 2,9 is usual"
              .formatted(operations, magnitude, MOST_OPERATIONS, MOST));
    }
    if (operations == 0 && magnitude > 0) {
      throw new InvalidInputException(
          "rand-augment (0,%d) has a magnitude without operations; give 0 for none"
              .formatted(magnitude));
    }
  }

  /**
   * Parses {@code N,M}, or {@code 0} for none.
   *
   * @param text the operations and their magnitude
   * @return the operations
   * @throws InvalidInputException if the text has neither form, or a number is out of its range
   */
  public static RandAugment of(String text) {
    if (text.strip().equals("0")) {
      return NONE;
    }
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidInputException(
          "rand-augment (%s) must be N,M, operations and magnitude, or 0 for none; 2,9 is usual"
              .formatted(text));
    }
    return new RandAugment(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /** Returns {@code N,M}, or {@code 0} for none. */
  @Override
  public String toString() {
    return operations == 0 ? "0" : operations + "," + magnitude;
  }
}
