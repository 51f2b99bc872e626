/**
 * The folder of a training: its description ({@link dev.nasnet.run.RunDescription}), checkpoints,
 * metrics and lock ({@link dev.nasnet.run.RunFolder}).
 *
 * <pre>{@code
 * Path folder = Path.of("runs/digits");
 * RunDescription description = RunDescription.read(folder);
 * Network network = Network.of(description.spec());
 * Weights weights = new RunFolder(folder).bestWeights(network);
 * }</pre>
 */
@NullMarked
package dev.nasnet.run;

import org.jspecify.annotations.NullMarked;
