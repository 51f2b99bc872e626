/**
 * TensorFlow graphs of networks with data format NHWC. {@link dev.nasnet.graph.NetworkGraph} adds
 * the ops of each layer of a layer list; a {@link dev.nasnet.graph.Variables} argument determines
 * how the graph obtains the weights. {@link dev.nasnet.graph.InferenceGraph} runs a network.
 * Imports {@code architecture}, {@code weights} and {@code image}.
 *
 * <pre>{@code
 * Network network = Network.of(NasNetSpec.cifar());
 * Weights weights = Weights.random(network, 1);
 * NamedArray image = new NamedArray("image", List.of(1, 32, 32, 3), new float[32 * 32 * 3]);
 * try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
 *   float[] probabilities = graph.run(image).values(); // one for each of the 10 classes
 * }
 * }</pre>
 */
@NullMarked
package dev.nasnet.graph;

import org.jspecify.annotations.NullMarked;
