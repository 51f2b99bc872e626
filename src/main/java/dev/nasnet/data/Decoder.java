package dev.nasnet.data;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Tries one image after another, where a pipeline failed: TensorFlow says what was wrong with an
 * image, but not with which.
 */
final class Decoder implements AutoCloseable {
  private static final long CHANNELS = 3;

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TString> content;
  private final Operand<TInt32> shape;

  Decoder() {
    Ops tf = Ops.create(graph);
    content = tf.placeholder(TString.class);
    shape =
        tf.shape(
            tf.image.decodeImage(
                content,
                TUint8.class,
                DecodeImage.channels(CHANNELS),
                DecodeImage.expandAnimations(false)));
    session = new Session(graph);
  }

  /** Whether TensorFlow decodes a file's content. */
  boolean decodes(byte[] image) {
    try (TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(image))) {
      session.runner().feed(content, tensor).fetch(shape).run().close();
      return true;
    } catch (TensorFlowException | IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
