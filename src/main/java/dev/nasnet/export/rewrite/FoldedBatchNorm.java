package dev.nasnet.export.rewrite;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.WeightedLayer;

/**
 * Folds batch norm into the convolution before it. With its running statistics, batch norm is a
 * scale and an offset per channel: the kernel is multiplied by the scale, and the offset becomes
 * the bias.
 */
final class FoldedBatchNorm implements Rewrite {
  @Override
  public void edit(EditableNetwork network) {
    for (WeightedLayer.BatchNormalization norm :
        network.layers(WeightedLayer.BatchNormalization.class)) {
      network
          .input(norm, WeightedLayer.Conv2D.class)
          .filter(network::hasOneReader)
          .ifPresent(convolution -> fold(network, convolution, norm));
    }
  }

  private static void fold(
      EditableNetwork network, WeightedLayer.Conv2D layer, WeightedLayer.BatchNormalization norm) {
    double[] scales = scales(network, norm);
    float[] kernel = network.values(layer, 0).clone();
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) (kernel[i] * scales[i % scales.length]);
    }
    float[] bias = bias(network, layer, norm, scales);
    Layer folded =
        new WeightedLayer.Conv2D(layer.call(), layer.window(), layer.inputChannels(), true);
    network.replace(norm, folded);
    network.set(folded, kernel, bias);
  }

  private static float[] bias(
      EditableNetwork network,
      WeightedLayer.Conv2D layer,
      WeightedLayer.BatchNormalization norm,
      double[] scales) {
    float[] before = layer.bias() ? network.values(layer, 1) : new float[scales.length];
    float[] beta = network.values(norm, 1);
    float[] mean = network.values(norm, 2);
    float[] bias = new float[scales.length];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) (beta[i] + (before[i] - mean[i]) * scales[i]);
    }
    return bias;
  }

  private static double[] scales(EditableNetwork network, WeightedLayer.BatchNormalization norm) {
    float[] gamma = network.values(norm, 0);
    float[] variance = network.values(norm, 3);
    double[] scales = new double[gamma.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = gamma[i] / Math.sqrt(variance[i] + norm.epsilon());
    }
    return scales;
  }
}
