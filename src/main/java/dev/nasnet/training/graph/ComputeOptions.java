package dev.nasnet.training.graph;

/**
 * How a forward and backward pass is computed. The options change its results by rounding only.
 *
 * @param plainCpu whether the device is a CPU that computes in float32, op by op
 * @param recompute whether the layers within a block are computed again in the backward pass
 *     instead of being kept in memory
 */
record ComputeOptions(boolean plainCpu, boolean recompute) {}
