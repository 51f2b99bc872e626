package dev.nasnet.data.files;

import dev.nasnet.device.ThreadPool;
import dev.nasnet.image.decode.ImageOps;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * Decodes single images, by the op that the pipeline decodes them by, only to see whether it can:
 * where a pipeline fails, TensorFlow does not say with which image. Any number of threads may use
 * it at once. Close it.
 */
final class DecodeCheck implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<TString> content;
  private final Operand<TInt32> shape;

  DecodeCheck() {
    Ops tf = Ops.create(graph);
    content = tf.placeholder(TString.class);
    shape = tf.shape(ImageOps.pixels(tf, content));
    // This may be the process's first session: the pool that it makes is the one for all.
    ThreadPool.claim(0);
    session = new Session(graph, ConfigProto.newBuilder().putDeviceCount("GPU", 0).build());
  }

  /** What is wrong with a file's content, as a sentence's end, or empty if it can be decoded. */
  Optional<String> fault(byte[] image) {
    try (TString tensor = TString.tensorOfBytes(NdArrays.scalarOfObject(image))) {
      session.runner().feed(content, tensor).fetch(shape).run().close();
      return Optional.empty();
    } catch (TensorFlowException | IllegalArgumentException e) {
      return Optional.of(ImageFile.damage(image));
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
