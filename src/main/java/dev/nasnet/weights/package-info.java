/**
 * Named arrays and the files they live in. Weights travel by name, {@code <layer>/<attribute>},
 * between training, files and bundles. Imports the architecture and TensorFlow's checkpoint ops.
 */
@NullMarked
package dev.nasnet.weights;

import org.jspecify.annotations.NullMarked;
