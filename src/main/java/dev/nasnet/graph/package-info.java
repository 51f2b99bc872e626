/**
 * The layer list as TensorFlow ops, NHWC: walked once, one short method a layer kind. How variables
 * come to be is a {@link dev.nasnet.graph.Variables} handed in. Imports architecture and weights.
 */
@NullMarked
package dev.nasnet.graph;

import org.jspecify.annotations.NullMarked;
