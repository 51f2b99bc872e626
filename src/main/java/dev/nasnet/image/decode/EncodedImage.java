package dev.nasnet.image.decode;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Converts encoded images to the network's input. Exported bundles and Java programs use the same
 * ops.
 */
public final class EncodedImage {
  private static final int CHANNELS = 3;
  private static final float HALF_RANGE = 127.5f;

  private EncodedImage() {}

  /**
   * Adds the op that decodes an image: a JPEG, PNG, BMP or GIF (the first frame). It converts
   * greyscale to RGB and drops the alpha channel.
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
   * Adds ops that decode and resize an image. They decode a JPEG, PNG, BMP or GIF (the first
   * frame), convert greyscale to RGB, drop the alpha channel, resize bilinearly (with half-pixel
   * centres, without antialiasing and without keeping the aspect ratio, as Python's {@code
   * tf.image.resize} does by default) and scale the values from 0…255 to −1…1.
   *
   * @param tf the ops of the graph
   * @param bytes the content of one image file, a scalar string
   * @param height the height of the result in pixels
   * @param width the width of the result in pixels
   * @return the image, float32 {@code [height, width, 3]}, range −1…1
   */
  public static Operand<TFloat32> decode(Ops tf, Operand<TString> bytes, int height, int width) {
    Operand<TUint8> pixels = pixels(tf, bytes);
    Operand<TFloat32> resized =
        tf.image.resizeBilinear(
            tf.expandDims(tf.dtypes.cast(pixels, TFloat32.class), tf.constant(0)),
            tf.constant(new int[] {height, width}),
            ResizeBilinear.halfPixelCenters(true));
    Operand<TFloat32> image = tf.reshape(resized, tf.constant(new int[] {height, width, CHANNELS}));
    return tf.math.sub(tf.math.div(image, tf.constant(HALF_RANGE)), tf.constant(1f));
  }
}
