/**
 * TensorBoard's event files of a training, written by TensorFlow's own summary ops; may import
 * {@code training} and what is below it.
 */
@NullMarked
package dev.nasnet.tensorboard;

import org.jspecify.annotations.NullMarked;
