/**
 * TensorBoard event files of a training ({@link dev.nasnet.tensorboard.TrainingEvents}), written by
 * TensorFlow's summary ops. Imports {@code training} and the packages that it imports.
 */
@NullMarked
package dev.nasnet.tensorboard;

import org.jspecify.annotations.NullMarked;
