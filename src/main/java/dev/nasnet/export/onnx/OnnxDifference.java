package dev.nasnet.export.onnx;

/**
 * The difference between an output of an ONNX file and the reference that the file holds.
 *
 * @param output the output's name
 * @param difference the largest of any element; infinite where shapes differ or an element is NaN
 * @param scale the largest magnitude of the reference
 * @param tolerance the largest difference that the file allows, as a share of {@code scale}
 */
public record OnnxDifference(String output, double difference, double scale, double tolerance) {}
