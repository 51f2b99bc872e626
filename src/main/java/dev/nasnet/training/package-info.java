/**
 * The training of a network: the loop over epochs, its listeners, and the engines that take the
 * steps. Start with {@link dev.nasnet.training.TrainingRun}, which also writes a run's folder, or
 * with {@link dev.nasnet.training.Trainer}.
 *
 * <pre>{@code
 * DataSource data = DataSource.parse("digits");
 * NasNetSpec spec = NasNetSpec.cifar().toBuilder().notation("2@192").build();
 * Recipe recipe = Recipe.STANDARD.toBuilder().epochs(10).build();
 * TrainingRun.start(spec, data, recipe, Path.of("runs/digits"));
 * }</pre>
 *
 * @serial exclude
 */
@NullMarked
package dev.nasnet.training;

import org.jspecify.annotations.NullMarked;
