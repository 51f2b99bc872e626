/**
 * Networks in 8-bit integers, for any file format: the range, scale and zero point of each tensor,
 * the integers of each kernel, and which layers stay float32. It has no TensorFlow; {@code
 * export.calibration} measures the ranges. {@link dev.nasnet.export.int8.ModelContent} is what a
 * file is written from, in integers or not.
 */
@NullMarked
package dev.nasnet.export.int8;

import org.jspecify.annotations.NullMarked;
