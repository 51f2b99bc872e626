/**
 * The front door: one small class a subcommand, each a thin call into a room. Data goes to stdout,
 * all else to stderr; exit code 0 is fine, 2 wrongly asked, 1 failed. May import every room.
 */
@NullMarked
package dev.nasnet.cli;

import org.jspecify.annotations.NullMarked;
