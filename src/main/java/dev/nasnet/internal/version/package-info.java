/** The version of this library. */
@NullMarked
package dev.nasnet.internal.version;

import org.jspecify.annotations.NullMarked;
