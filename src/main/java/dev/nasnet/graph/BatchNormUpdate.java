package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A running statistic's next value, in training.
 *
 * @param variable the moving mean or variance
 * @param value its next value, float32 {@code [c]}; the variance is TF's unbiased one
 */
public record BatchNormUpdate(VariableSpec variable, Operand<TFloat32> value) {}
