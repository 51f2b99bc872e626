package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A network's variables held against those of a file, by name and shape.
 *
 * @param network what is wanted
 * @param fitting in both, with one shape
 * @param missing only in the network
 * @param misshapen in both, with two shapes, told in words by name
 * @param extra only in the file
 */
record WeightsMatch(
    Network network,
    List<String> fitting,
    Set<String> missing,
    Map<String, String> misshapen,
    Set<String> extra) {

  static WeightsMatch of(Network network, Map<String, List<Integer>> shapes) {
    List<String> fitting = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    Map<String, String> misshapen = new LinkedHashMap<>();
    Set<String> extra = new LinkedHashSet<>(new TreeMap<>(shapes).keySet());
    for (VariableSpec variable : network.variables()) {
      extra.remove(variable.name());
      List<Integer> found = shapes.get(variable.name());
      if (found == null) {
        missing.add(variable.name());
      } else if (found.equals(variable.shape())) {
        fitting.add(variable.name());
      } else {
        misshapen.put(
            variable.name(), "%s %s for %s".formatted(variable.name(), found, variable.shape()));
      }
    }
    return new WeightsMatch(network, fitting, missing, misshapen, extra);
  }

  /** Whether every variable of the network is there in its shape, and no other. */
  boolean isExact() {
    return missing.isEmpty() && misshapen.isEmpty() && extra.isEmpty();
  }

  /** Without the file's variables of a head that the network has not. */
  WeightsMatch withoutExtra(Top top) {
    Set<String> rest = new LinkedHashSet<>(extra);
    rest.removeIf(top::owns);
    return new WeightsMatch(network, fitting, missing, misshapen, rest);
  }

  /** A head as new as if the file had nothing of it. */
  WeightsMatch withoutHead(Top top) {
    Set<String> stillMissing = new LinkedHashSet<>(missing);
    stillMissing.removeIf(top::owns);
    Map<String, String> stillMisshapen = new LinkedHashMap<>(misshapen);
    stillMisshapen.keySet().removeIf(top::owns);
    List<String> stillFitting = fitting.stream().filter(name -> !top.owns(name)).toList();
    return new WeightsMatch(network, stillFitting, stillMissing, stillMisshapen, extra)
        .withoutExtra(top);
  }

  /** Whether a head of the network is not in the file as it should be. */
  boolean lacks(Top top) {
    return missing.stream().anyMatch(top::owns) || misshapen.keySet().stream().anyMatch(top::owns);
  }

  /** The part of a network that another number of classes makes new. */
  enum Top {
    /** The classifier. */
    CLASSIFIER("predictions/", "the classifier"),
    /** slim's auxiliary head, whose size follows the image's. */
    AUXILIARY("aux_", "the auxiliary head");

    private final String prefix;
    private final String words;

    Top(String prefix, String words) {
      this.prefix = prefix;
      this.words = words;
    }

    boolean owns(String variable) {
      return variable.startsWith(prefix);
    }

    String words() {
      return words;
    }
  }
}
