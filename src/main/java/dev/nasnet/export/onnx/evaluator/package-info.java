/**
 * Computes ONNX graphs and networks in plain Java, for the reference outputs that an ONNX file
 * contains: {@link dev.nasnet.export.onnx.evaluator.GraphEvaluator} runs a graph node by node,
 * {@link dev.nasnet.export.onnx.evaluator.Reference} holds the outputs of a graph or a network.
 */
@NullMarked
package dev.nasnet.export.onnx.evaluator;

import org.jspecify.annotations.NullMarked;
