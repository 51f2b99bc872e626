/**
 * The TensorFlow graph of a training step: forward and backward pass, optimizer, averages, scoring
 * and checkpoints. {@link dev.nasnet.training.graph.TrainingGraph} builds it and runs its steps.
 */
@NullMarked
package dev.nasnet.training.graph;

import org.jspecify.annotations.NullMarked;
