package dev.nasnet.export.int8;

import dev.nasnet.architecture.Layer;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.export.rewrite.FusedLayer;
import dev.nasnet.internal.evaluator.FeatureMap;
import dev.nasnet.internal.evaluator.Reference;
import dev.nasnet.internal.evaluator.Rounding;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The reference outputs of a network in integers. They are computed in float32 with each tensor and
 * each weight rounded to its integers, so that they do not depend on the kernels of a runtime,
 * which may round halves to another side.
 *
 * @param outputs the outputs as numbers, also where a file outputs integers
 */
public record IntegerReference(Reference outputs) {
  private static final float MIDDLE = 127.5f;

  /**
   * Computes the outputs.
   *
   * @param network the network in integers
   * @return its outputs
   */
  public static IntegerReference of(IntegerNetwork network) {
    Reference integers = Reference.of(network.network(), network.dequantized(), rounding(network));
    return new IntegerReference(withProbabilities(integers, network.io()));
  }

  private static Rounding rounding(IntegerNetwork network) {
    Set<String> outputs = new HashSet<>();
    network.layers().stream().map(FusedLayer::output).forEach(outputs::add);
    return (layer, output) -> {
      if (layer instanceof Layer.InputLayer && network.io().isInteger()) {
        return bytes(output, network.scale(layer.name()).orElseThrow());
      }
      boolean isRounded = layer instanceof Layer.InputLayer || outputs.contains(layer.name());
      return isRounded
          ? network.scale(layer.name()).map(scale -> rounded(output, scale)).orElse(output)
          : output;
    };
  }

  /** An image's byte is the integer plus 128. */
  private static FeatureMap bytes(FeatureMap image, TensorScale scale) {
    float[] values = image.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (Math.round((values[i] + 1) * MIDDLE) + TensorScale.LEAST) * scale.scale();
    }
    return image.with(values);
  }

  private static FeatureMap rounded(FeatureMap map, TensorScale scale) {
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = scale.nearest(values[i]);
    }
    return map.with(values);
  }

  /** Probabilities that are output in integers are rounded, too. */
  private static Reference withProbabilities(Reference reference, Io io) {
    if (!io.isInteger() || !reference.outputs().containsKey(SignatureNames.PROBABILITIES)) {
      return reference;
    }
    float[] values =
        Objects.requireNonNull(reference.outputs().get(SignatureNames.PROBABILITIES)).clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = TensorScale.PROBABILITIES.nearest(values[i]);
    }
    SortedMap<String, float[]> outputs = new TreeMap<>(reference.outputs());
    outputs.put(SignatureNames.PROBABILITIES, values);
    return new Reference(outputs);
  }
}
