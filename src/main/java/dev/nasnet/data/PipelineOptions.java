package dev.nasnet.data;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;

/**
 * How a pipeline delivers a split.
 *
 * @param split the part of the data
 * @param batch examples a batch, at least 1
 * @param height image height in pixels, at least 1
 * @param width image width in pixels, at least 1
 * @param shuffle whether each epoch comes in its own random order
 * @param seed what order and augmentation are drawn from, with the epoch's own seed
 * @param augmentation how images are varied, or cropped to be scored
 * @param dropRemainder whether a last batch of fewer examples is dropped
 * @param balanced whether each class has as many examples in an epoch as another, which repeats
 *     those of rare classes and drops some of frequent ones; the epoch is as long as without
 */
public record PipelineOptions(
    Split split,
    int batch,
    int height,
    int width,
    boolean shuffle,
    long seed,
    Augmentation augmentation,
    boolean dropRemainder,
    boolean balanced) {
  /**
   * Refuses sizes under 1, and cutout of all, with an {@link InvalidInputException}.
   *
   * @param split the part of the data
   * @param batch examples a batch, at least 1
   * @param height image height in pixels, at least 1
   * @param width image width in pixels, at least 1
   * @param shuffle whether each epoch comes in its own random order
   * @param seed what order and augmentation are drawn from, with the epoch's own seed
   * @param augmentation how images are varied, or cropped to be scored
   * @param dropRemainder whether a last batch of fewer examples is dropped
   * @param balanced whether each class has as many examples in an epoch as another
   */
  public PipelineOptions {
    requirePositive("batch", batch);
    requirePositive("height", height);
    requirePositive("width", width);
    int side = Math.min(height, width);
    if (augmentation.cutout() >= side) {
      throw new InvalidInputException(
          "cutout (%d) must be below the image's %d pixels; give `cutout` %d, or 0 for none"
              .formatted(augmentation.cutout(), side, side / 2));
    }
  }

  /**
   * {@return these options with each class as frequent as another, or as the data has it}
   *
   * @param other whether each class has as many examples in an epoch as another
   */
  public PipelineOptions withBalanced(boolean other) {
    return new PipelineOptions(
        split, batch, height, width, shuffle, seed, augmentation, dropRemainder, other);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new InvalidInputException(name + " (" + value + ") must be at least 1");
    }
  }
}
