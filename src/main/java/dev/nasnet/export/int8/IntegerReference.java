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
 * The reference outputs of a network in float32 and in integers. The latter are computed in float32
 * with each tensor and each weight rounded to its integers, so that they do not depend on the
 * kernels of a runtime, which may round halves to another side.
 *
 * @param floats the outputs of the float32 network
 * @param integers those of the network in integers
 */
public record IntegerReference(Reference floats, Reference integers) {
  /**
   * What kernels may be off, as a share of what the integers are off from float32: each tensor may
   * be rounded to the next integer, which is about what rounding itself does.
   */
  private static final double ALLOWED = 1;

  /** The least that is allowed: two steps of an output. */
  private static final double LEAST = 2.0 / 255;

  private static final float MIDDLE = 127.5f;

  /** Computes both. */
  public static IntegerReference of(IntegerNetwork network) {
    Reference floats = Reference.of(network.network(), network.weights());
    Reference integers = Reference.of(network.network(), network.dequantized(), rounding(network));
    return new IntegerReference(floats, withProbabilities(integers, network.io()));
  }

  /** Returns what each output may be off, as a share of its largest value. */
  public SortedMap<String, Double> tolerances() {
    SortedMap<String, Double> tolerances = new TreeMap<>();
    floats
        .deviations(integers)
        .forEach(
            (name, share) ->
                tolerances.put(name, Reference.rounded(Math.max(LEAST, ALLOWED * share))));
    return tolerances;
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
