/** Pictures of networks, drawn from the layer list; no TensorFlow. */
@NullMarked
package dev.nasnet.diagram;

import org.jspecify.annotations.NullMarked;
