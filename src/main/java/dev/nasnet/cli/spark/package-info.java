/**
 * The command {@code nasnet-spark} ({@link dev.nasnet.cli.spark.NasNetSpark}) and its subcommands.
 */
@NullMarked
package dev.nasnet.cli.spark;

import org.jspecify.annotations.NullMarked;
