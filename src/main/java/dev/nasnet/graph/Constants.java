package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Adds the values of variables to a graph as constants. */
public final class Constants implements Variables {
  private final Ops tf;
  private final Weights weights;

  /**
   * Creates a source of constants.
   *
   * @param tf the ops of the graph
   * @param weights the values of all variables of the network
   */
  public Constants(Ops tf, Weights weights) {
    this.tf = tf;
    this.weights = weights;
  }

  @Override
  public Operand<TFloat32> read(VariableSpec variable) {
    NamedArray array = weights.get(variable.name());
    return tf.withName(array.name().replace('/', '.'))
        .constant(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
  }
}
