/**
 * The ground floor: a {@link dev.nasnet.architecture.NasNetSpec} becomes a {@link
 * dev.nasnet.architecture.Network}, the ordered list of Keras layers with their names, wiring,
 * shapes and variables.
 *
 * <p>Everything else in the project reads that list. This room imports no TensorFlow and nothing
 * from the other rooms.
 */
@NullMarked
package dev.nasnet.architecture;

import org.jspecify.annotations.NullMarked;
