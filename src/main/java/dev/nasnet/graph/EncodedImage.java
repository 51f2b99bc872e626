package dev.nasnet.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** An encoded image as the network takes it: one way for the bundle and for Java. */
public final class EncodedImage {
  private static final int CHANNELS = 3;
  private static final float HALF_RANGE = 127.5f;

  private EncodedImage() {}

  /**
   * Decodes JPEG, PNG, BMP or GIF (its first frame), grey ones too, drops alpha, resizes bilinearly
   * to the size (half-pixel centres, no antialiasing, the sides' ratio not kept: what Python's
   * {@code tf.image.resize} does by default) and maps RGB to −1…1.
   *
   * @param bytes one image, a scalar
   * @return float32 {@code [height, width, 3]}
   */
  public static Operand<TFloat32> decode(Ops tf, Operand<TString> bytes, int height, int width) {
    Operand<TUint8> pixels =
        tf.image.decodeImage(
            bytes,
            TUint8.class,
            DecodeImage.channels((long) CHANNELS),
            DecodeImage.expandAnimations(false));
    Operand<TFloat32> resized =
        tf.image.resizeBilinear(
            tf.expandDims(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(0)),
            tf.constant(new int[] {height, width}),
            ResizeBilinear.halfPixelCenters(true));
    Operand<TFloat32> image = tf.reshape(resized, tf.constant(new int[] {height, width, CHANNELS}));
    return tf.math.sub(tf.math.div(image, tf.constant(HALF_RANGE)), tf.constant(1f));
  }
}
