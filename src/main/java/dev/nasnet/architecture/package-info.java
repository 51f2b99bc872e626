/**
 * The architecture of NASNet-A: a {@link dev.nasnet.architecture.NasNetSpec} describes a network,
 * and {@link dev.nasnet.architecture.Network} is the ordered list of its Keras layers with their
 * names, locations, connections, shapes and variables.
 *
 * <p>Everything else in the project reads that list. This package does not use TensorFlow.
 *
 * <pre>{@code
 * Network mobile = Network.of(NasNetSpec.mobile());
 * System.out.printf("%,d parameters%n", mobile.parameters()); // 5,326,716 parameters
 * System.out.print(new NetworkSummary(mobile).text());
 *
 * NasNetSpec small = NasNetSpec.cifar().toBuilder().notation("2@192").classes(10).build();
 * }</pre>
 */
@NullMarked
package dev.nasnet.architecture;

import org.jspecify.annotations.NullMarked;
