package dev.nasnet.graph;

import dev.nasnet.image.ImageRules;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** {@link EncodedImage} in a session of its own. Close it. */
public final class ImageReader implements AutoCloseable {
  private static final int CHANNELS = 3;

  private final int height;
  private final int width;
  private final ImageRules rules;
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TString> encoded;
  private final Operand<TFloat32> image;

  /** With the usual limit. */
  public ImageReader(int height, int width) {
    this(height, width, PixelLimit.USUAL);
  }

  /**
   * @param height of what the network takes, in pixels
   * @param width of what the network takes, in pixels
   * @param limit how large an image may be that is decoded
   */
  public ImageReader(int height, int width, PixelLimit limit) {
    rules = new ImageRules(limit);
    this.height = height;
    this.width = width;
    Ops tf = Ops.create(graph);
    encoded = tf.placeholder(TString.class);
    image = EncodedImage.decode(tf, encoded, height, width);
    session = new Session(graph);
  }

  /**
   * An image as the network takes it.
   *
   * @param bytes JPEG, PNG, BMP or GIF
   * @param name what an error calls it
   * @return {@code H·W·3} values, −1…1, row by row
   * @throws InvalidInputException if it claims more pixels than the limit, or is a BMP file that
   *     TensorFlow decodes to other colours
   * @throws FailureException if it is no image
   */
  public float[] read(byte[] bytes, String name) {
    rules
        .fault(bytes)
        .ifPresent(
            fault -> {
              throw new InvalidInputException("image (%s) %s".formatted(name, fault));
            });
    try {
      return read(bytes);
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new FailureException(
          "image (%s) cannot be decoded; give a JPEG, PNG, BMP or GIF file".formatted(name), e);
    }
  }

  private float[] read(byte[] bytes) {
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
