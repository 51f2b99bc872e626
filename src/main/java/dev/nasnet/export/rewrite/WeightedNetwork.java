package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.weights.Weights;

/**
 * A function: layers and their values.
 *
 * @param network an inference network
 * @param weights just the network's
 */
public record WeightedNetwork(LayeredNetwork network, Weights weights) {}
