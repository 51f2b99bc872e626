package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Values that never change, as constants of the graph. */
public final class Constants implements Variables {
  private final Ops tf;
  private final Weights weights;

  /**
   * @param tf the graph's
   * @param weights all of the network's
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
