package dev.nasnet.data.augment;

import dev.nasnet.data.augment.ImageTraits.Border;
import dev.nasnet.data.augment.RandomDraws.Draw;
import dev.nasnet.data.augment.RandomDraws.Stream;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.decode.ImageOps;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.StatelessSampleDistortedBoundingBox;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Crops as ops: an image float32 [h, w, 3] of any size comes out as [height, width, 3]. */
final class CropOps {
  private static final Float[] ASPECTS = {0.75f, 1.33f};
  private static final Float[] AREAS = {0.05f, 1f};
  private static final float LEAST_COVERED = 0.1f;
  private static final long ATTEMPTS = 100;

  private final Ops tf;
  private final int height;
  private final int width;
  private final ResizeMode mode;

  /** Creates crops that change the aspect ratio of whole images. */
  CropOps(Ops tf, int height, int width) {
    this(tf, height, width, ResizeMode.STRETCH);
  }

  /**
   * Creates crops.
   *
   * @param mode how an image, or its middle, is brought to a size; a random box is stretched
   */
  CropOps(Ops tf, int height, int width, ResizeMode mode) {
    this.tf = tf;
    this.height = height;
    this.width = width;
    this.mode = mode;
  }

  Operand<TFloat32> apply(Crop crop, SourceImage image, Border border, RandomDraws draws) {
    if (crop instanceof Crop.Central central) {
      return resized(image, central(image.whole(), central.share()), height, width);
    } else if (crop instanceof Crop.Shifted) {
      return shifted(image, border, draws);
    } else if (crop instanceof Crop.Inception) {
      var box = image.part(CropOps::box, draws.seed(Stream.BOX));
      ImageOps stretched = new ImageOps(tf, height, width, ResizeMode.STRETCH);
      return image.scaled(stretched.resized(box, image.black()));
    }
    return resized(image, image.whole(), height, width);
  }

  /** The spare pixels on each side of a length: one eighth (4 at 32), at least 1. */
  static int margin(int length) {
    return Math.max(1, Math.round(length / 8f));
  }

  private Operand<TFloat32> resized(
      SourceImage image, Operand<? extends TNumber> part, int high, int wide) {
    return image.scaled(new ImageOps(tf, high, wide, mode).resized(part, image.black()));
  }

  /** The middle, as {@code tf.image.central_crop}; not resized. */
  <T extends TNumber> Operand<T> central(Operand<T> image, double share) {
    Operand<TInt32> size = tf.shape(image);
    Operand<TFloat64> sides = tf.dtypes.cast(size, TFloat64.class);
    var spare = tf.math.sub(sides, tf.math.mul(sides, tf.constant(share)));
    var half = tf.dtypes.cast(tf.math.div(spare, tf.constant(2.0)), TInt32.class);
    // All channels.
    var begin = tf.math.mul(half, tf.constant(new int[] {1, 1, 0}));
    return tf.slice(image, begin, tf.math.sub(size, tf.math.mul(begin, tf.constant(2))));
  }

  private Operand<TFloat32> shifted(SourceImage image, Border border, RandomDraws draws) {
    var down = tf.math.floor(draws.uniform(Draw.DOWN, 0, 2 * margin(height) + 1));
    var right = tf.math.floor(draws.uniform(Draw.RIGHT, 0, 2 * margin(width) + 1));
    Operand<TInt32> begin =
        tf.dtypes.cast(tf.stack(List.of(down, right, tf.constant(0f))), TInt32.class);
    return tf.slice(enlarged(image, border), begin, tf.constant(new int[] {height, width, 3}));
  }

  private Operand<TFloat32> enlarged(SourceImage image, Border border) {
    int down = margin(height);
    int right = margin(width);
    if (border == Border.ENLARGED) {
      return resized(image, image.whole(), height + 2 * down, width + 2 * right);
    }
    int[][] padding = {{down, down}, {right, right}, {0, 0}};
    float fill = image.range().of(border == Border.BLACK ? -1 : 0);
    Operand<TFloat32> inside = resized(image, image.whole(), height, width);
    return tf.pad(inside, tf.constant(padding), tf.constant(fill));
  }

  /** Inception's box in an image of a size, int32 [3], from a seed, int64 [2]. */
  static SourceImage.Box box(Ops tf, Operand<TInt32> size, Operand<TInt64> seed) {
    var box =
        tf.image.statelessSampleDistortedBoundingBox(
            size,
            tf.constant(new float[][][] {{{0, 0, 1, 1}}}),
            tf.constant(LEAST_COVERED),
            seed,
            StatelessSampleDistortedBoundingBox.aspectRatioRange(ASPECTS),
            StatelessSampleDistortedBoundingBox.areaRange(AREAS),
            StatelessSampleDistortedBoundingBox.maxAttempts(ATTEMPTS),
            StatelessSampleDistortedBoundingBox.useImageIfNoBoundingBoxes(true));
    return new SourceImage.Box(box.begin(), box.sizeOutput());
  }
}
