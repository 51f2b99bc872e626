package dev.nasnet.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.Save;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * A TensorFlow V2 checkpoint in the making: tensors under keys, in the order in which they are
 * added. They are fed to the op that writes: constants would be three copies of each. Close it.
 */
public final class CheckpointWriter implements AutoCloseable {
  /** Creates a checkpoint without tensors. */
  public CheckpointWriter() {}

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final List<String> keys = new ArrayList<>();
  private final List<Operand<?>> operands = new ArrayList<>();
  private final List<TType> tensors = new ArrayList<>();

  /**
   * Adds a float32 array.
   *
   * @param key the key, unique in the checkpoint
   * @param array the values
   */
  public void add(String key, NamedArray array) {
    Shape shape = Shape.of(array.dimensions());
    add(key, TFloat32.class, TFloat32.tensorOf(shape, DataBuffers.of(array.values())));
  }

  /**
   * Adds an int64 scalar.
   *
   * @param key the key, unique in the checkpoint
   * @param value any int64
   */
  public void add(String key, long value) {
    add(key, TInt64.class, TInt64.scalarOf(value));
  }

  /**
   * Adds a string scalar.
   *
   * @param key the key, unique in the checkpoint
   * @param value the bytes of the string
   */
  public void add(String key, byte[] value) {
    add(key, TString.class, TString.tensorOfBytes(NdArrays.scalarOfObject(value)));
  }

  private <T extends TType> void add(String key, Class<T> type, T tensor) {
    tensors.add(tensor);
    operands.add(tf.placeholder(type));
    keys.add(key);
  }

  /**
   * {@return the file of the values, beside {@code PREFIX.index}}
   *
   * @param prefix the path of the files without their endings
   */
  public static Path values(Path prefix) {
    return Path.of(prefix + ".data-00000-of-00001");
  }

  /**
   * Writes {@code PREFIX.index} and {@link #values}.
   *
   * @param prefix the path of the files without their endings
   * @throws TensorFlowException if they cannot be written; {@link #reason} says why
   */
  public void write(Path prefix) {
    Operand<TString> names = Checkpoint.names(tf, keys);
    Operand<TString> slices = Checkpoint.slices(tf, keys.size());
    Save save = tf.train.save(tf.constant(prefix.toString()), names, slices, operands);
    try (Session session = new Session(graph, OneShotSession.CONFIG)) {
      Session.Runner runner = session.runner().addTarget(save);
      for (int i = 0; i < tensors.size(); i++) {
        runner.feed(operands.get(i).asOutput(), tensors.get(i));
      }
      runner.run().close();
    }
  }

  /**
   * {@return what went wrong, without the node and the hint that TensorFlow puts behind it}
   *
   * @param failure what TensorFlow threw
   */
  public static String reason(Exception failure) {
    return String.valueOf(failure.getMessage()).replaceFirst("(?s)\\s+\\[\\[.*", "");
  }

  @Override
  public void close() {
    tensors.forEach(TType::close);
    graph.close();
  }
}
