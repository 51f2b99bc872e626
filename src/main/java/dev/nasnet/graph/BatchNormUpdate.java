package dev.nasnet.graph;

import dev.nasnet.architecture.VariableSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Holds the next value of a running statistic of a batch normalization layer in training.
 *
 * @param variable the variable of the moving mean or the moving variance
 * @param value the next value, float32 {@code [C]}; the variance is computed from TensorFlow's
 *     unbiased batch variance
 */
public record BatchNormUpdate(VariableSpec variable, Operand<TFloat32> value) {}
