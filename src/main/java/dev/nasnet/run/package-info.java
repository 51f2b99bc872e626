/**
 * The folder of a training: its description, checkpoints, metrics and lock. Start with {@link
 * dev.nasnet.run.RunFolder}.
 */
@NullMarked
package dev.nasnet.run;

import org.jspecify.annotations.NullMarked;
