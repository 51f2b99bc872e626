package dev.nasnet.weights;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.InvalidInputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All values of a network, by name. Immutable. */
public final class Weights implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int NAMES_SHOWN = 3;

  private final LinkedHashMap<String, NamedArray> arrays = new LinkedHashMap<>();

  private Weights(Collection<NamedArray> arrays) {
    arrays.forEach(array -> this.arrays.put(array.name(), array));
  }

  /**
   * {@return weights of these arrays, in this order}
   *
   * @param arrays the arrays, each with a name of its own
   */
  public static Weights of(Collection<NamedArray> arrays) {
    return new Weights(arrays);
  }

  /**
   * {@return initial weights by the dialect's initializers: gamma and variance 1, beta and mean 0}
   *
   * @param network the network, of which the dialect decides the initializers
   * @param seed the same seed gives the same weights, on every machine
   */
  public static Weights random(Network network, long seed) {
    return RandomWeights.initial(network, seed);
  }

  /**
   * {@return random weights as those of {@link #random}, but gamma and variance from [0.5, 1.5],
   * beta and mean from [−0.5, 0.5], so that a parity check can detect a wrong wiring}
   *
   * @param network the network that the weights are for
   * @param seed the same seed gives the same weights, on every machine
   */
  public static Weights randomBatchNorm(Network network, long seed) {
    return RandomWeights.withBatchNorm(network, seed);
  }

  /**
   * {@return an array by name}
   *
   * @param name the name, such as {@code stem_conv1/kernel}
   * @throws IllegalArgumentException if there is none
   */
  public NamedArray get(String name) {
    NamedArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException("no weights are called " + name);
    }
    return array;
  }

  /** {@return the names, in order} */
  public Set<String> names() {
    return new LinkedHashSet<>(arrays.keySet());
  }

  /** {@return the arrays, in order} */
  public Collection<NamedArray> arrays() {
    return List.copyOf(arrays.values());
  }

  /**
   * Checks that these are a network's weights, all and no others.
   *
   * @param network the network, with or without the layers of training
   * @throws InvalidInputException naming what is missing, extra or misshapen
   */
  public void requireFit(LayeredNetwork network) {
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    Set<String> extra = names();
    for (VariableSpec variable : network.variables()) {
      extra.remove(variable.name());
      NamedArray array = arrays.get(variable.name());
      if (array == null) {
        missing.add(variable.name());
      } else if (!array.shape().equals(variable.shape())) {
        misshapen.add("%s %s for %s".formatted(variable.name(), array.shape(), variable.shape()));
      }
    }
    if (!missing.isEmpty() || !misshapen.isEmpty() || !extra.isEmpty()) {
      throw new InvalidInputException(
          "weights must fit %s; missing: %s; misshapen: %s; extra: %s; check `preset` and `spec`"
              .formatted(
                  network.spec().notation(),
                  some(missing),
                  some(misshapen),
                  some(List.copyOf(extra))));
    }
  }

  private static String some(List<String> names) {
    if (names.isEmpty()) {
      return "none";
    }
    String shown = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    return names.size() > NAMES_SHOWN ? shown + " (" + names.size() + " in all)" : shown;
  }
}
