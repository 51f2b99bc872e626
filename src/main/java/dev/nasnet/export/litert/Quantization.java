package dev.nasnet.export.litert;

/**
 * How a tensor's integers stand for numbers: {@code (integer − zero point) · scale}.
 *
 * @param scales one for the tensor, or one for each index of the dimension
 * @param zeroPoints as many
 * @param dimension the dimension of the scales; 0 for one scale
 */
@SuppressWarnings("ArrayRecordComponent") // Quantizations are never compared.
record Quantization(float[] scales, long[] zeroPoints, int dimension) {
  /** One scale for the whole tensor. */
  static Quantization of(float scale, int zeroPoint) {
    return new Quantization(new float[] {scale}, new long[] {zeroPoint}, 0);
  }

  /** One scale for each channel, and zero points of 0. */
  static Quantization symmetric(float[] scales, int dimension) {
    return new Quantization(scales, new long[scales.length], dimension);
  }
}
