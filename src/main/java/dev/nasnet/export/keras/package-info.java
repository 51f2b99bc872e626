/** Keras's own files: {@code .keras}, {@code .weights.h5} and legacy HDF5. */
@NullMarked
package dev.nasnet.export.keras;

import org.jspecify.annotations.NullMarked;
