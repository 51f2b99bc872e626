package dev.nasnet.inference;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Decodes JPEG, PNG, BMP and GIF (its first frame), grey ones too, resizes them bilinearly and maps
 * RGB to −1…1. Alpha is dropped.
 */
final class ImageReader implements AutoCloseable {
  private static final int CHANNELS = 3;
  private static final float HALF_RANGE = 127.5f;

  private final int height;
  private final int width;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TString> encoded;
  private final Operand<TFloat32> image;

  ImageReader(int height, int width) {
    this.height = height;
    this.width = width;
    Ops tf = Ops.create(graph);
    encoded = tf.placeholder(TString.class);
    Operand<TFloat32> pixels =
        tf.dtypes.cast(
            tf.image.decodeImage(
                encoded,
                TUint8.class,
                DecodeImage.channels((long) CHANNELS),
                DecodeImage.expandAnimations(false)),
            TFloat32.class);
    Operand<TFloat32> resized =
        tf.image.resizeBilinear(
            tf.expandDims(pixels, tf.constant(0)),
            tf.constant(new int[] {height, width}),
            ResizeBilinear.halfPixelCenters(true));
    image = tf.math.sub(tf.math.div(resized, tf.constant(HALF_RANGE)), tf.constant(1f));
    session = new Session(graph);
  }

  /** The image, {@code H·W·3} values, −1…1, row by row. */
  float[] read(byte[] bytes) {
    try (TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(bytes));
        Result result = session.runner().feed(encoded, tensor).fetch(image).run()) {
      float[] values = new float[height * width * CHANNELS];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
