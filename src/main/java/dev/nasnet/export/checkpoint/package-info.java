/** TensorFlow checkpoints, under the names of this library or of TF-slim. */
@NullMarked
package dev.nasnet.export.checkpoint;

import org.jspecify.annotations.NullMarked;
