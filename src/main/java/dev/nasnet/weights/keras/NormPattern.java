package dev.nasnet.weights.keras;

import com.google.gson.JsonObject;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.weights.keras.LayerPatterns.Found;
import java.util.List;
import java.util.Optional;

/** Finds batch normalization in the operations of a serving function. */
final class NormPattern {
  private final GraphValues values;

  NormPattern(GraphValues values) {
    this.values = values;
  }

  /** {@code gamma * (x - mean) / sqrt(variance + epsilon) + beta}, by one operation. */
  Optional<Found> fused(GraphOp op) {
    boolean isInference = op.inputs().size() == 5 && !op.flag("is_training");
    return isInference
            && values.isAttribute(op.inputs().get(1), "gamma")
            && values.isAttribute(op.inputs().get(2), "beta")
            && values.isAttribute(op.inputs().get(3), "moving_mean")
            && values.isAttribute(op.inputs().get(4), "moving_variance")
        ? Optional.of(
            norm(
                values.variable(op, 1).orElseThrow().layer(),
                op.attribute("epsilon").getF(),
                op.inputs().get(0)))
        : Optional.empty();
  }

  /** The same, as Keras 3 writes it: {@code x * m + (beta - mean * m)}. */
  Optional<Found> ofSum(GraphOp sum) {
    GraphOp scaled = values.at(sum.inputs().get(0));
    GraphOp shift = values.at(sum.inputs().get(1));
    if (!scaled.type().equals("Mul")
        || !shift.type().equals("Sub")
        || !values.isAttribute(shift.inputs().get(0), "beta")) {
      return Optional.empty();
    }
    String factor = values.resolved(scaled.inputs().get(1));
    GraphOp meanScaled = values.at(shift.inputs().get(1));
    if (!meanScaled.type().equals("Mul")
        || !values.isAttribute(meanScaled.inputs().get(0), "moving_mean")
        || !values.resolved(meanScaled.inputs().get(1)).equals(factor)) {
      return Optional.empty();
    }
    GraphOp times = values.at(factor);
    if (!times.type().equals("Mul") || !values.isAttribute(times.inputs().get(1), "gamma")) {
      return Optional.empty();
    }
    GraphOp root = values.at(times.inputs().get(0));
    GraphOp variance = root.type().equals("Rsqrt") ? values.at(root.inputs().get(0)) : root;
    if (!variance.type().equals("AddV2")
        || !values.isAttribute(variance.inputs().get(0), "moving_variance")) {
      return Optional.empty();
    }
    String layer = values.variable(shift, 0).orElseThrow().layer();
    return values
        .number(variance.inputs().get(1))
        .map(epsilon -> norm(layer, epsilon, scaled.inputs().get(0)));
  }

  /** A graph for inference does not have the momentum, which is taken to be a NASNet's. */
  private static Found norm(String layer, double epsilon, String input) {
    JsonObject config = new JsonObject();
    config.addProperty("epsilon", Double.parseDouble(Float.toString((float) epsilon)));
    config.addProperty("momentum", NasNetSpec.mobile().batchNormMomentum());
    return Found.of(layer, "BatchNormalization", config, List.of(input));
  }
}
