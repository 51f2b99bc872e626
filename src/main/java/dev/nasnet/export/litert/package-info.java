/**
 * LiteRT files (TensorFlow Lite), written straight from the serving form of a network, without
 * TensorFlow's converter.
 *
 * <p>{@link dev.nasnet.export.litert.LiteRtFile} writes a {@link
 * dev.nasnet.export.int8.ModelContent}. {@code Schema} and {@code MetadataSchema} hold the numbers
 * of the two published FlatBuffers schemas.
 */
@NullMarked
package dev.nasnet.export.litert;

import org.jspecify.annotations.NullMarked;
