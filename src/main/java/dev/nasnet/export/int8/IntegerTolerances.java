package dev.nasnet.export.int8;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.internal.evaluator.Reference;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far the outputs of a network in integers may be from the reference outputs of a file: kernels
 * round halves to another side or sum in another order, and a tensor that is one step off moves
 * those that follow. Between plain Java, ONNX Runtime and LiteRT, logits were at most two steps
 * apart, pooled features one, and single values of feature maps five. Four times as much is
 * allowed.
 *
 * @param network the network
 * @param reference the reference outputs of the file
 * @param isInteger whether these are integers, else the numbers that integers stand for
 */
public record IntegerTolerances(IntegerNetwork network, Reference reference, boolean isInteger) {
  private static final double STEPS = 8;
  private static final double STEPS_OF_MAPS = 20;

  /** The probabilities of logits that are as far off as was measured at most. */
  private static final double STEPS_OF_LOGITS = 2;

  /** The steps of a range from −1 to 1, for outputs that are computed in float32 from integers. */
  private static final double RANGE = 127.5;

  /** The integers of probabilities 0…1. */
  private static final double PROBABILITIES = 256;

  /** {@return what each output may be off, as a share of its largest value} */
  public SortedMap<String, Double> shares() {
    SortedMap<String, Double> shares = new TreeMap<>();
    for (Map.Entry<String, float[]> output : reference.outputs().entrySet()) {
      double largest = Reference.largest(output.getValue());
      double off =
          output.getKey().equals(SignatureNames.PROBABILITIES)
              ? ofProbabilities(output.getValue())
              : off(output.getKey(), largest);
      shares.put(output.getKey(), Reference.rounded(off / (largest > 0 ? largest : 1)));
    }
    return shares;
  }

  private double off(String output, double largest) {
    Layer layer = network.network().layer(layer(output));
    double steps = layer.output().dimensions().size() > 1 ? STEPS_OF_MAPS : STEPS;
    return network
        .scale(layer.name())
        .map(scale -> steps * (isInteger ? 1 : scale.scale()))
        .orElse(steps * largest / RANGE);
  }

  private String layer(String output) {
    LayeredNetwork plain = network.network();
    boolean isInput =
        output.equals(SignatureNames.FEATURES) && plain.output() instanceof WeightedLayer.Dense;
    return isInput ? plain.output().inputs().get(0) : plain.output().name();
  }

  /** One logit may be larger and all others smaller, or the reverse. */
  private double ofProbabilities(float[] values) {
    float[] logits = reference.outputs().getOrDefault(SignatureNames.LOGITS, new float[] {1});
    double scale =
        network
            .scale(network.network().output().name())
            .map(TensorScale::scale)
            .orElse((float) (Reference.largest(logits) / RANGE));
    double factor = Math.exp(2 * STEPS_OF_LOGITS * scale);
    double most = 0;
    for (float value : values) {
      double share = isInteger ? (value - least()) / PROBABILITIES : value;
      double more = share * factor / (share * factor + 1 - share);
      double less = share / (share + (1 - share) * factor);
      most = Math.max(most, Math.max(more - share, share - less));
    }
    double rounding = network.io().isInteger() ? STEPS_OF_LOGITS / PROBABILITIES : 0;
    return (most + rounding) * (isInteger ? PROBABILITIES : 1);
  }

  private double least() {
    return network.io() == Io.INT8 ? TensorScale.LEAST : 0;
  }
}
