package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Adds the values of variables to a graph as placeholders that are fed in each run. In contrast to
 * {@link Constants}, the graph holds no copy of the values, which have gigabytes for a large
 * network. An instance owns native memory and must be closed.
 */
final class PlaceholderWeights implements Variables, AutoCloseable {
  private final Ops tf;
  private final Weights weights;
  private final Map<Placeholder<TFloat32>, TFloat32> values = new LinkedHashMap<>();

  /**
   * Creates a source of placeholders.
   *
   * @param tf the ops of the graph
   * @param weights the values of all variables of the network
   */
  PlaceholderWeights(Ops tf, Weights weights) {
    this.tf = tf;
    this.weights = weights;
  }

  @Override
  public Operand<TFloat32> read(VariableSpec variable) {
    NamedArray array = weights.get(variable.name());
    Shape shape = Shape.of(array.dimensions());
    Placeholder<TFloat32> placeholder =
        tf.withName(array.name().replace('/', '.'))
            .placeholder(TFloat32.class, Placeholder.shape(shape));
    values.put(placeholder, TFloat32.tensorOf(shape, DataBuffers.of(array.values())));
    return placeholder;
  }

  /** Feeds the values of all placeholders. */
  Session.Runner feed(Session.Runner runner) {
    values.forEach(runner::feed);
    return runner;
  }

  @Override
  public void close() {
    values.values().forEach(TFloat32::close);
  }
}
