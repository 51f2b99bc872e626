/**
 * Named arrays and the files they live in. Weights travel by name, {@code <layer>/<attribute>},
 * between training, files and bundles. Imports the architecture and TensorFlow's checkpoint ops.
 *
 * <pre>{@code
 * Network network = Network.of(NasNetSpec.mobile());
 * WeightsFile file = WeightsFile.open(Path.of("NASNet-mobile.h5"));
 * Weights weights = file.load(network).weights();
 * NamedArray kernel = weights.get("stem_conv1/kernel"); // [3, 3, 3, 32]
 * }</pre>
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.weights;

import org.jspecify.annotations.NullMarked;
