package dev.nasnet.inference;

import dev.nasnet.graph.EncodedImage;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** {@link EncodedImage} in a session of its own. Close it. */
final class ImageReader implements AutoCloseable {
  private static final int CHANNELS = 3;

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
    image = EncodedImage.decode(tf, encoded, height, width);
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
