/**
 * What an encoded image says of itself before it is decoded, so that one that would fill the memory
 * is refused first. Imports {@code problem} alone; no TensorFlow.
 */
@NullMarked
package dev.nasnet.image;

import org.jspecify.annotations.NullMarked;
