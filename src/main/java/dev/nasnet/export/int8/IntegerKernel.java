package dev.nasnet.export.int8;

import dev.nasnet.weights.NamedArray;

/**
 * A layer's kernel in integers, with one scale for each output channel, and its bias in int32.
 *
 * @param integers whole numbers in the order of Keras's kernel, the channels last
 * @param scales one for each channel: a weight is its integer times the scale
 * @param bias one for each channel: a bias is its integer times the scale and the input's scale
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Never compared; boxed lists would take six times the memory.
public record IntegerKernel(float[] integers, float[] scales, int[] bias) {
  /** Below int32's largest, so that sums do not overflow. */
  private static final double LARGEST_BIAS = 1 << 30;

  /**
   * Quantizes a kernel.
   *
   * @param kernel row-major, the output channels last
   * @param bias one for each channel, or nothing for zeros
   * @param input the scale of the layer's input
   * @param limit the largest magnitude of an integer
   */
  static IntegerKernel of(NamedArray kernel, float[] bias, int channels, float input, int limit) {
    float[] values = kernel.values();
    float[] largest = new float[channels];
    for (int i = 0; i < values.length; i++) {
      largest[i % channels] = Math.max(largest[i % channels], Math.abs(values[i]));
    }
    float[] scales = new float[channels];
    int[] integerBias = new int[channels];
    for (int i = 0; i < channels; i++) {
      double one = bias.length == 0 ? 0 : bias[i];
      double scale = Math.max(largest[i] / limit, Math.abs(one) / input / LARGEST_BIAS);
      scales[i] = scale > Float.MIN_NORMAL ? (float) scale : 1;
      integerBias[i] = (int) Math.rint(one / ((double) input * scales[i]));
    }
    float[] integers = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      double integer = Math.rint((double) values[i] / scales[i % channels]);
      integers[i] = (float) Math.max(-limit, Math.min(limit, integer));
    }
    return new IntegerKernel(integers, scales, integerBias);
  }

  /**
   * {@return the scales of the bias}
   *
   * @param input the scale of the layer's input
   */
  public float[] biasScales(float input) {
    float[] products = new float[scales.length];
    for (int i = 0; i < products.length; i++) {
      products[i] = input * scales[i];
    }
    return products;
  }

  /** {@return the weights that the integers stand for, in the order of Keras's kernel} */
  public float[] weights() {
    float[] weights = new float[integers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = integers[i] * scales[i % scales.length];
    }
    return weights;
  }

  /**
   * {@return the biases that the integers stand for}
   *
   * @param input the scale of the layer's input
   */
  public float[] biases(float input) {
    float[] biases = new float[bias.length];
    for (int i = 0; i < biases.length; i++) {
      biases[i] = bias[i] * input * scales[i];
    }
    return biases;
  }
}
