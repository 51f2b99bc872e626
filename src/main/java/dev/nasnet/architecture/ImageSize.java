package dev.nasnet.architecture;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of an input image.
 *
 * @param height rows, in pixels
 * @param width columns, in pixels
 */
public record ImageSize(int height, int width) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");
  private static final int MAXIMUM = 16_384;

  /**
   * Checks the size.
   *
   * @param height rows, in pixels
   * @param width columns, in pixels
   * @throws IllegalSpecException if a side is not within 1 and 16384 px
   */
  public ImageSize {
    if (Math.min(height, width) < 1 || Math.max(height, width) > MAXIMUM) {
      throw new IllegalSpecException(
          "size (%dx%d) must be within 1 and %d px; 224 is usual"
              .formatted(height, width, MAXIMUM));
    }
  }

  /**
   * {@return the size of a square image}
   *
   * @param pixels height and width, in pixels
   */
  public static ImageSize square(int pixels) {
    return new ImageSize(pixels, pixels);
  }

  /**
   * Parses {@code PX} or {@code HxW}.
   *
   * @param text one number for a square, or height and width in pixels
   * @return the size
   * @throws IllegalSpecException if the text has neither form
   */
  public static ImageSize of(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalSpecException(
          "size (%s) must be PX or HxW; try 224 or 192x256".formatted(text));
    }
    int height = Integer.parseInt(matcher.group(1));
    String width = matcher.group(2);
    return new ImageSize(height, width == null ? height : Integer.parseInt(width));
  }

  int shorterSide() {
    return Math.min(height, width);
  }

  /** Returns {@code PX} or {@code HxW}. */
  @Override
  public String toString() {
    return height == width ? Integer.toString(height) : height + "x" + width;
  }
}
