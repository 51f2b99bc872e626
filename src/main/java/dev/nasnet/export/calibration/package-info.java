/**
 * Post-training quantization with the images of a data source: one pass of TensorFlow over them
 * measures the range of each tensor, a second one the difference between the integers and float32.
 *
 * <p>{@link dev.nasnet.export.calibration.Quantizer} makes an {@link
 * dev.nasnet.export.int8.IntegerNetwork} and an {@link
 * dev.nasnet.export.calibration.IntegerReport}.
 */
@NullMarked
package dev.nasnet.export.calibration;

import org.jspecify.annotations.NullMarked;
