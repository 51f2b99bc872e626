/**
 * The machine under TensorFlow: its devices, its native library and what a GPU build of it misses,
 * and the settings of a session. Imports problem.
 */
@NullMarked
package dev.nasnet.device;

import org.jspecify.annotations.NullMarked;
