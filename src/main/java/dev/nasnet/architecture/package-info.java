/**
 * The architecture of NASNet-A: a {@link dev.nasnet.architecture.NasNetSpec} describes a network,
 * and {@link dev.nasnet.architecture.Network} is the ordered list of its Keras layers with their
 * names, locations, connections, shapes and variables.
 *
 * <p>Everything else in the project reads that list. This package does not use TensorFlow.
 */
@NullMarked
package dev.nasnet.architecture;

import org.jspecify.annotations.NullMarked;
