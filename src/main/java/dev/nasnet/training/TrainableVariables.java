package dev.nasnet.training;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayerRange;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.FineTuning;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of a network's variables move in an epoch, and how fast. */
final class TrainableVariables {
  private final Network network;
  private final Set<String> frozen = new LinkedHashSet<>();
  private final Map<String, Double> rates = new HashMap<>();
  private final Set<String> stillNorms;

  /**
   * @param epoch from 0
   * @throws InvalidInputException if a layer is unknown or nothing is left to train
   */
  TrainableVariables(Network network, FineTuning tuning, int epoch) {
    this.network = network;
    for (FineTuning.GroupRate rate : tuning.rates()) {
      LayerRange.of(network, rate.layers()).forEach(layer -> rates.put(layer, rate.factor()));
    }
    if (tuning.isFrozenIn(epoch)) {
      tuning.frozen().forEach(text -> frozen.addAll(LayerRange.of(network, text)));
    }
    stillNorms =
        network.layers().stream()
            .filter(Layer.BatchNormalization.class::isInstance)
            .map(Layer::name)
            .filter(layer -> tuning.freezeBatchNorm() || frozen.contains(layer))
            .collect(Collectors.toUnmodifiableSet());
    if (byGradient().isEmpty()) {
      throw new InvalidInputException(
          "freeze (%s) must leave something to train; leave out the head, for one"
              .formatted(String.join(",", tuning.frozen())));
    }
  }

  /** The variables that gradients move. */
  List<VariableSpec> byGradient() {
    return network.variables().stream()
        .filter(spec -> spec.trainable() && !isFrozen(spec))
        .toList();
  }

  /** Whether a variable belongs to a frozen layer. */
  boolean isFrozen(VariableSpec spec) {
    return frozen.contains(spec.layer());
  }

  /** Whether neither gradients nor batches move a variable. */
  boolean isStill(VariableSpec spec) {
    return isFrozen(spec) || (!spec.trainable() && stillNorms.contains(spec.layer()));
  }

  /** The batch norms, by layer, that go by their running statistics. */
  Set<String> stillNorms() {
    return stillNorms;
  }

  /** The factor of a variable's learning rate. */
  double rate(VariableSpec spec) {
    return rates.getOrDefault(spec.layer(), 1.0);
  }
}
