package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.weights.Weights;

/**
 * A network and its weights.
 *
 * @param network an inference network
 * @param weights the values of exactly the network's variables
 */
public record WeightedNetwork(LayeredNetwork network, Weights weights) {}
