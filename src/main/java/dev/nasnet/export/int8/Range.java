package dev.nasnet.export.int8;

/**
 * The values that a tensor's integers must reach.
 *
 * @param min at most 0, finite
 * @param max at least 0, finite
 */
public record Range(float min, float max) {
  /**
   * Extends the range to 0, which padding needs.
   *
   * @param min at most 0, finite
   * @param max at least 0, finite
   * @throws IllegalArgumentException if a bound is not finite
   */
  public Range {
    if (!Float.isFinite(min) || !Float.isFinite(max)) {
      throw new IllegalArgumentException(
          "a range must be finite, not %s to %s".formatted(min, max));
    }
    min = Math.min(min, 0);
    max = Math.max(max, 0);
  }

  /** Returns the smallest range that includes both. */
  Range union(Range other) {
    return new Range(Math.min(min, other.min), Math.max(max, other.max));
  }
}
