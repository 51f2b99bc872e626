package dev.nasnet.data;

import dev.nasnet.data.augment.Augmentation;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A pipeline inside a graph. Running {@code initializer} starts one epoch from its first batch, and
 * each run that reads {@code images} or {@code truth} takes the next batch (read both in one run:
 * they belong together). A {@link org.tensorflow.exceptions.TFOutOfRangeException} ends the epoch.
 *
 * @param initializer starts an epoch; {@code epochSeed} must be fed to it
 * @param epochSeed int64 scalar placeholder; the same value gives the same order and the same
 *     augmentation again, so feed the epoch's number
 * @param images float32 [B, H, W, 3], RGB in −1..1
 * @param truth the labels: int64 [B], indices into {@link DataSource#classNames()}; or, where an
 *     image may have any number of labels ({@link DataSource#isMultiLabel()}), float32 [B, classes]
 *     of 0 and 1, or between them where images are mixed
 * @param mixture what each image was mixed with, where {@link Augmentation#mixes()} and each image
 *     has one label; with any number of labels {@code truth} is mixed itself
 */
public record BatchPipeline(
    Op initializer,
    Operand<TInt64> epochSeed,
    Operand<TFloat32> images,
    Operand<? extends TNumber> truth,
    Optional<Mixture> mixture) {
  /**
   * {@return the labels of images that have one label each, int64 [B]}
   *
   * @throws IllegalArgumentException if an image may have any number of labels
   */
  public Operand<TInt64> labels() {
    return truth.asOutput().expect(TInt64.class);
  }

  /** {@return whether an image may have any number of labels} */
  public boolean isMultiLabel() {
    return truth.asOutput().dataType() == DataType.DT_FLOAT;
  }

  /**
   * {@return the labels of images that may have any number of them, float32 [B, classes], 0…1}
   *
   * @throws IllegalArgumentException if each image has one label
   */
  public Operand<TFloat32> labelRows() {
    return truth.asOutput().expect(TFloat32.class);
  }

  /**
   * The other half of mixed images.
   *
   * @param labels int64 [B], of the images that were mixed in
   * @param shares float32 [B], 0..1: how much of an image is of its own label; the rest is of the
   *     other's
   */
  public record Mixture(Operand<TInt64> labels, Operand<TFloat32> shares) {}
}
