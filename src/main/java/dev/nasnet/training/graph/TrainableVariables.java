package dev.nasnet.training.graph;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayerRange;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.FineTuning;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The variables of a network that are trained in an epoch, with their learning rates. Immutable.
 */
public final class TrainableVariables {
  private final Network network;
  private final Set<String> frozen = new LinkedHashSet<>();
  private final Map<String, Double> rates = new HashMap<>();
  private final Set<String> frozenBatchNorms;

  /**
   * Selects the variables.
   *
   * @param network the network, with the variables of all its layers
   * @param tuning the layers that are frozen or have a learning rate of their own
   * @param epoch the epoch, from 0
   * @throws InvalidInputException if a layer is unknown or no layer is left to train
   */
  public TrainableVariables(Network network, FineTuning tuning, int epoch) {
    this.network = network;
    for (FineTuning.GroupRate rate : tuning.rates()) {
      LayerRange.of(network, rate.layers()).forEach(layer -> rates.put(layer, rate.factor()));
    }
    if (tuning.isFrozenIn(epoch)) {
      tuning.frozen().forEach(text -> frozen.addAll(LayerRange.of(network, text)));
    }
    frozenBatchNorms =
        network.layers().stream()
            .filter(WeightedLayer.BatchNormalization.class::isInstance)
            .map(Layer::name)
            .filter(layer -> tuning.freezeBatchNorm() || frozen.contains(layer))
            .collect(Collectors.toUnmodifiableSet());
    if (trained().isEmpty()) {
      throw new InvalidInputException(
          "freeze (%s) must leave something to train; do not freeze the head, for example"
              .formatted(String.join(",", tuning.frozen())));
    }
  }

  /** Returns the variables that gradients update. */
  List<VariableSpec> trained() {
    return network.variables().stream()
        .filter(spec -> spec.trainable() && !isFrozen(spec))
        .toList();
  }

  /** Returns the trainable variables of frozen layers. */
  List<VariableSpec> frozen() {
    return network.variables().stream().filter(spec -> spec.trainable() && isFrozen(spec)).toList();
  }

  private boolean isFrozen(VariableSpec spec) {
    return frozen.contains(spec.layer());
  }

  /** Returns whether neither gradients nor batch statistics update a variable. */
  boolean isConstant(VariableSpec spec) {
    return isFrozen(spec) || (!spec.trainable() && frozenBatchNorms.contains(spec.layer()));
  }

  /** Returns the layers of batch normalization that use their running statistics. */
  Set<String> frozenBatchNorms() {
    return frozenBatchNorms;
  }

  /** Returns the factor of a variable's learning rate. */
  double rate(VariableSpec spec) {
    return rates.getOrDefault(spec.layer(), 1.0);
  }
}
