/** Rewrites graphs of constants so that their convolutional part computes in bfloat16. */
@NullMarked
package dev.nasnet.export.bfloat16;

import org.jspecify.annotations.NullMarked;
