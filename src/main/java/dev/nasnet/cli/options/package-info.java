/** Options that several commands share, as picocli mixins. */
@NullMarked
package dev.nasnet.cli.options;

import org.jspecify.annotations.NullMarked;
