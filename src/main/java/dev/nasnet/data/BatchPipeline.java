package dev.nasnet.data;

import dev.nasnet.data.augment.Augmentation;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A pipeline inside a graph. Running {@code initializer} starts one epoch from its first batch, and
 * each run that reads {@code images} or {@code labels} takes the next batch (read both in one run:
 * they belong together). A {@link org.tensorflow.exceptions.TFOutOfRangeException} ends the epoch.
 *
 * @param initializer starts an epoch; {@code epochSeed} must be fed to it
 * @param epochSeed int64 scalar placeholder; the same value gives the same order and the same
 *     augmentation again, so feed the epoch's number
 * @param images float32 [B, H, W, 3], RGB in −1..1
 * @param labels int64 [B], indices into {@link DataSource#classNames()}
 * @param mixture what each image was mixed with, where {@link Augmentation#mixes()}
 */
public record BatchPipeline(
    Op initializer,
    Operand<TInt64> epochSeed,
    Operand<TFloat32> images,
    Operand<TInt64> labels,
    Optional<Mixture> mixture) {
  /**
   * The other half of mixed images.
   *
   * @param labels int64 [B], of the images that were mixed in
   * @param shares float32 [B], 0..1: how much of an image is of its own label; the rest is of the
   *     other's
   */
  public record Mixture(Operand<TInt64> labels, Operand<TFloat32> shares) {}
}
