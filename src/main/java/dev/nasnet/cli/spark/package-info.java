/** The command {@code nasnet-spark} and its subcommands. */
@NullMarked
package dev.nasnet.cli.spark;

import org.jspecify.annotations.NullMarked;
