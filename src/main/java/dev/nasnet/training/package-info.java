/**
 * Training: a recipe, the graph that carries it out on TensorFlow's kernels, checkpoints and the
 * loop. Knows neither export nor inference.
 */
@NullMarked
package dev.nasnet.training;

import org.jspecify.annotations.NullMarked;
