/**
 * The training of a network: the loop over epochs, its listeners, and the engines that take the
 * steps. Start with {@link dev.nasnet.training.TrainingRun}, which also writes a run's folder, or
 * with {@link dev.nasnet.training.Trainer}.
 */
@NullMarked
package dev.nasnet.training;

import org.jspecify.annotations.NullMarked;
