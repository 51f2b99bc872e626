/**
 * The folder of a training: its description ({@link dev.nasnet.run.RunDescription}), checkpoints,
 * metrics and lock ({@link dev.nasnet.run.RunFolder}).
 */
@NullMarked
package dev.nasnet.run;

import org.jspecify.annotations.NullMarked;
