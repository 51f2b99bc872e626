/**
 * TensorFlow graphs of networks with data format NHWC. {@link dev.nasnet.graph.NetworkGraph} adds
 * the ops of each layer of a layer list; a {@link dev.nasnet.graph.Variables} argument determines
 * how the graph obtains the weights. {@link dev.nasnet.graph.InferenceGraph} runs a network.
 * Imports {@code architecture}, {@code weights} and {@code image}.
 */
@NullMarked
package dev.nasnet.graph;

import org.jspecify.annotations.NullMarked;
