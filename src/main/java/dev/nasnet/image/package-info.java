/**
 * Reading of the size of encoded images before they are decoded, so that an image that would fill
 * the memory is refused ({@link dev.nasnet.image.PixelLimit}). Imports {@code problem} and not
 * TensorFlow.
 */
@NullMarked
package dev.nasnet.image;

import org.jspecify.annotations.NullMarked;
