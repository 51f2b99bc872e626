package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** How a graph comes by the value of a variable. */
@FunctionalInterface
public interface Variables {
  /** The value, float32 of the variable's shape, read once. */
  Operand<TFloat32> read(VariableSpec variable);
}
