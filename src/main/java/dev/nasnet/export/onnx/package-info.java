/**
 * ONNX files, written straight from the serving form of a network, without TensorFlow or Python.
 *
 * <p>{@link dev.nasnet.export.onnx.OnnxFile} writes a {@link dev.nasnet.export.int8.ModelContent}
 * and verifies what was written. The messages are compiled from ONNX's own {@code onnx.proto}.
 *
 * <p>May import {@code architecture}, {@code weights}, {@code files}, {@code problem} and {@code
 * export.rewrite}.
 */
@NullMarked
package dev.nasnet.export.onnx;

import org.jspecify.annotations.NullMarked;
