package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;

/**
 * Batch norm by its running statistics is a scale and an offset a channel: the convolution before
 * it takes the scale into its kernel and the offset as its bias.
 */
final class FoldedBatchNorm implements Rewrite {
  @Override
  public void edit(Draft draft) {
    for (Layer.BatchNormalization norm : draft.layers(Layer.BatchNormalization.class)) {
      draft
          .input(norm, Layer.Conv2D.class)
          .filter(draft::hasOneReader)
          .ifPresent(convolution -> fold(draft, convolution, norm));
    }
  }

  private static void fold(Draft draft, Layer.Conv2D layer, Layer.BatchNormalization norm) {
    double[] scales = scales(draft, norm);
    float[] kernel = draft.values(layer, 0).clone();
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (kernel[i] * scales[i % scales.length]);
    }
    float[] bias = bias(draft, layer, norm, scales);
    Layer folded =
        new Layer.Conv2D(
            layer.name(),
            layer.inputs(),
            layer.output(),
            layer.window(),
            layer.inputChannels(),
            true);
    draft.replace(norm, folded);
    draft.set(folded, kernel, bias);
  }

  private static float[] bias(
      Draft draft, Layer.Conv2D layer, Layer.BatchNormalization norm, double[] scales) {
    float[] before = layer.bias() ? draft.values(layer, 1) : new float[scales.length];
    float[] beta = draft.values(norm, 1);
    float[] mean = draft.values(norm, 2);
    float[] bias = new float[scales.length];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) (beta[i] + (before[i] - mean[i]) * scales[i]);
    }
    return bias;
  }

  private static double[] scales(Draft draft, Layer.BatchNormalization norm) {
    float[] gamma = draft.values(norm, 0);
    float[] variance = draft.values(norm, 3);
    double[] scales = new double[gamma.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = gamma[i] / Math.sqrt(variance[i] + norm.epsilon());
    }
    return scales;
  }
}
