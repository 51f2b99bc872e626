/** Writes a network as one {@code GraphDef} file with its weights as constants. */
@NullMarked
package dev.nasnet.export.frozen;

import org.jspecify.annotations.NullMarked;
