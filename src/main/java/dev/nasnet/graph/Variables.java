package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Adds the values of variables to a graph. */
@FunctionalInterface
public interface Variables {
  /**
   * {@return the value of a variable, float32 with the variable's shape, which is read once}
   *
   * @param variable the variable
   */
  Operand<TFloat32> read(VariableSpec variable);
}
