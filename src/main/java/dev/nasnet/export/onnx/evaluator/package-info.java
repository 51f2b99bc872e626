/**
 * Computes ONNX graphs in plain Java: {@link dev.nasnet.export.onnx.evaluator.GraphEvaluator} runs
 * a graph node by node.
 */
@NullMarked
package dev.nasnet.export.onnx.evaluator;

import org.jspecify.annotations.NullMarked;
