/**
 * The parts that all graph formats share: the network as TensorFlow graphs, the signatures and
 * their tensors, and the reference outputs.
 */
@NullMarked
package dev.nasnet.export.graphdef;

import org.jspecify.annotations.NullMarked;
