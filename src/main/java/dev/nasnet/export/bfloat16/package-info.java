/** Graphs of constants whose convolutional part computes in bfloat16. */
@NullMarked
package dev.nasnet.export.bfloat16;

import org.jspecify.annotations.NullMarked;
