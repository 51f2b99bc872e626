/**
 * Decoding of image files by TensorFlow's ops. {@link dev.nasnet.image.decode.ImageOps} adds the
 * ops to a graph; {@link dev.nasnet.image.decode.ImageReader} runs them on one file after another.
 */
@NullMarked
package dev.nasnet.image.decode;

import org.jspecify.annotations.NullMarked;
