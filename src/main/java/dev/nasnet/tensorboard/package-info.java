/**
 * TensorBoard event files of a training ({@link dev.nasnet.tensorboard.TrainingEvents}), written by
 * TensorFlow's summary ops. Imports {@code training} and the packages that it imports.
 *
 * <pre>{@code
 * DataSource data = DataSource.parse("digits");
 * Network network =
 *     Network.of(NasNetSpec.cifar().toBuilder().notation("1@96").classes(10).build());
 * Recipe recipe = Recipe.STANDARD;
 * Path folder = Path.of("runs/digits");
 * Path events = folder.resolve("tensorboard");
 * TrainingRun.builder(network, data, recipe, folder)
 *     .observers(
 *         observers ->
 *             observers.add(
 *                 "TensorBoard",
 *                 () -> new TrainingEvents(events, network, data.classNames(), recipe)))
 *     .build()
 *     .train();
 * }</pre>
 */
@NullMarked
package dev.nasnet.tensorboard;

import org.jspecify.annotations.NullMarked;
