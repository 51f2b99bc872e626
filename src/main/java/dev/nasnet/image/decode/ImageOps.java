package dev.nasnet.image.decode;

import dev.nasnet.image.ResizeMode;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * Adds the ops that decode image files and bring images to the size of a network's input. Training,
 * evaluation, predictions, scoring on Spark and the signature {@code serve_bytes} of bundles use
 * these ops and no others.
 *
 * @param tf the ops of the graph
 * @param height the height of the result in pixels
 * @param width the width of the result in pixels
 * @param resize how an image with another aspect ratio is brought to this size
 */
public record ImageOps(Ops tf, int height, int width, ResizeMode resize) {
  private static final int CHANNELS = 3;
  private static final float HALF_RANGE = 127.5f;

  /**
   * Adds the op that decodes a JPEG, PNG, BMP or GIF (the first frame), converts greyscale to RGB
   * and drops the alpha channel. An EXIF orientation is not applied, as in Keras's {@code
   * image_dataset_from_directory}.
   *
   * @param tf the ops of the graph
   * @param bytes the content of one image file, a scalar string
   * @return the pixels, uint8 {@code [h, w, 3]}
   */
  public static Operand<TUint8> pixels(Ops tf, Operand<TString> bytes) {
    return tf.image.decodeImage(
        bytes,
        TUint8.class,
        DecodeImage.channels((long) CHANNELS),
        DecodeImage.expandAnimations(false));
  }

  /**
   * Adds the ops from an image file to a network's input: {@link #pixels}, {@link #resized} and the
   * scaling of 0…255 to −1…1.
   *
   * @param bytes the content of one image file, a scalar string
   * @return the image, float32 {@code [height, width, 3]}, range −1…1
   */
  public Operand<TFloat32> image(Operand<TString> bytes) {
    Operand<TUint8> pixels = pixels(tf, bytes);
    // The kernel converts bytes itself; the cast remains so that bundles keep their bytes.
    return scaled(tf, resized(tf.dtypes.cast(pixels, TFloat32.class), 0));
  }

  /**
   * Adds the ops that scale values of 0…255 to −1…1, as Keras's {@code preprocess_input} does.
   *
   * @param tf the ops of the graph
   * @param values values from 0 to 255, of any shape
   * @return the scaled values, float32 of the same shape
   */
  public static Operand<TFloat32> scaled(Ops tf, Operand<TFloat32> values) {
    return tf.math.sub(tf.math.div(values, tf.constant(HALF_RANGE)), tf.constant(1f));
  }

  /**
   * Adds the ops that bring an image to the size: bilinear with half-pixel centres and without
   * antialiasing, as Python's {@code tf.image.resize} does by default.
   *
   * @param image the image, {@code [h, w, 3]}
   * @param black the value of black, which fills the borders of {@link ResizeMode#PAD}
   * @return the image, float32 {@code [height, width, 3]}, in the range of its values
   */
  public Operand<TFloat32> resized(Operand<? extends TNumber> image, float black) {
    return switch (resize) {
      case STRETCH -> stretched(image);
      case CROP -> stretched(middle(image));
      case PAD -> padded(image, black);
    };
  }

  private Operand<TFloat32> stretched(Operand<? extends TNumber> image) {
    var batched = tf.expandDims(image, tf.constant(0));
    return fixed(bilinear(batched, tf.constant(new int[] {height, width})));
  }

  /** Resizes a batch to {@code size}, int32 {@code [2]}. */
  private Operand<TFloat32> bilinear(Operand<? extends TNumber> batch, Operand<TInt32> size) {
    return tf.image.resizeBilinear(batch, size, ResizeBilinear.halfPixelCenters(true));
  }

  private Operand<TFloat32> fixed(Operand<TFloat32> resized) {
    return tf.reshape(resized, tf.constant(new int[] {height, width, CHANNELS}));
  }

  /** {@return the largest box in the middle with the network's aspect ratio} */
  private <T extends TNumber> Operand<T> middle(Operand<T> image) {
    Sides sides = Sides.of(tf, image);
    Operand<TInt64> high =
        atLeastOne(
            tf.math.minimum(sides.high(), over(times(sides.wide(), height), constant(width))));
    Operand<TInt64> wide =
        atLeastOne(
            tf.math.minimum(sides.wide(), over(times(sides.high(), width), constant(height))));
    var begin =
        triple(
            over(tf.math.sub(sides.high(), high), constant(2)),
            over(tf.math.sub(sides.wide(), wide), constant(2)),
            0);
    return tf.slice(image, begin, triple(high, wide, CHANNELS));
  }

  /**
   * Resizes so that the image fits into the size, and pads it. Sides are rounded down, as in {@code
   * tf.image.resize_with_pad}, which computes them in float32 and here and there is a pixel short;
   * these are whole numbers. A side has at least one pixel.
   */
  private Operand<TFloat32> padded(Operand<? extends TNumber> image, float black) {
    Sides sides = Sides.of(tf, image);
    Operand<TInt64> across = times(sides.high(), width);
    Operand<TInt64> down = times(sides.wide(), height);
    Operand<TInt64> high =
        atLeastOne(tf.math.minimum(constant(height), over(across, sides.wide())));
    Operand<TInt64> wide = atLeastOne(tf.math.minimum(constant(width), over(down, sides.high())));
    Operand<TInt64> spare = tf.math.sub(down, across);
    Operand<TInt64> zero = constant(0);
    Operand<TInt64> top = over(tf.math.maximum(spare, zero), times(sides.wide(), 2));
    Operand<TInt64> left = over(tf.math.maximum(tf.math.neg(spare), zero), times(sides.high(), 2));
    var size = tf.dtypes.cast(tf.stack(List.of(high, wide)), TInt32.class);
    var resized = bilinear(tf.expandDims(image, tf.constant(0)), size);
    Operand<TInt64> bottom = tf.math.sub(tf.math.sub(constant(height), top), high);
    Operand<TInt64> right = tf.math.sub(tf.math.sub(constant(width), left), wide);
    var borders =
        tf.reshape(
            tf.stack(List.of(zero, zero, top, bottom, left, right, zero, zero)),
            tf.constant(new int[] {4, 2}));
    return fixed(tf.pad(resized, borders, tf.constant(black)));
  }

  /** The height and width of an image, int64 scalars, so that products do not overflow. */
  private record Sides(Operand<TInt64> high, Operand<TInt64> wide) {
    static Sides of(Ops tf, Operand<? extends TNumber> image) {
      var sides = tf.unstack(tf.shape(image, TInt64.class), 3L).output();
      return new Sides(sides.get(0), sides.get(1));
    }
  }

  private Operand<TInt64> constant(long value) {
    return tf.constant(value);
  }

  private Operand<TInt64> times(Operand<TInt64> value, long factor) {
    return tf.math.mul(value, constant(factor));
  }

  private Operand<TInt64> over(Operand<TInt64> value, Operand<TInt64> divisor) {
    return tf.math.floorDiv(value, divisor);
  }

  private Operand<TInt64> atLeastOne(Operand<TInt64> value) {
    return tf.math.maximum(value, constant(1));
  }

  private Operand<TInt64> triple(Operand<TInt64> first, Operand<TInt64> second, long third) {
    return tf.stack(List.of(first, second, constant(third)));
  }
}
