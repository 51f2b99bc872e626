/**
 * The command {@code nasnet}: one small class per subcommand, which calls the library. {@link
 * dev.nasnet.cli.NasNet} is the entry point. Results go to stdout, everything else to stderr. The
 * exit code is 0 for success, 1 for a failure and 2 for wrong use.
 */
@NullMarked
package dev.nasnet.cli;

import org.jspecify.annotations.NullMarked;
