package dev.nasnet.weights;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Location;
import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableName;
import dev.nasnet.architecture.VariableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The comparison of a network's variables with those of a file, by name and shape.
 *
 * @param network the network
 * @param fitting the variables that are in both with the same shape
 * @param missing the variables of the network that are not in the file
 * @param misshapen the variables that are in both with different shapes: a description, by name
 * @param extra the variables of the file that are not in the network
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

  /** Whether the file has every variable of the network with its shape, and no other. */
  boolean isExact() {
    return missing.isEmpty() && misshapen.isEmpty() && extra.isEmpty();
  }

  /** Ignores the file's extra variables of a head. */
  WeightsMatch withoutExtra(Top top) {
    Set<String> rest = new LinkedHashSet<>(extra);
    rest.removeIf(top::owns);
    return new WeightsMatch(network, fitting, missing, misshapen, rest);
  }

  /** Ignores a head, in the network and in the file. */
  WeightsMatch withoutHead(Top top) {
    Set<String> stillMissing = new LinkedHashSet<>(missing);
    stillMissing.removeIf(top::owns);
    Map<String, String> stillMisshapen = new LinkedHashMap<>(misshapen);
    stillMisshapen.keySet().removeIf(top::owns);
    List<String> stillFitting = fitting.stream().filter(name -> !top.owns(name)).toList();
    return new WeightsMatch(network, stillFitting, stillMissing, stillMisshapen, extra)
        .withoutExtra(top);
  }

  /** Whether a variable of a head is missing in the file or has another shape there. */
  boolean lacks(Top top) {
    return missing.stream().anyMatch(top::owns) || misshapen.keySet().stream().anyMatch(top::owns);
  }

  /** A head of a network, which gets new weights for another number of classes. */
  enum Top {
    /** The classifier. */
    CLASSIFIER(Block.HEAD, "the classifier"),
    /** The auxiliary head; its second convolution is as large as the feature map. */
    AUXILIARY(Block.AUXILIARY, "the auxiliary head");

    private final Block block;
    private final String words;

    Top(Block block, String words) {
      this.block = block;
      this.words = words;
    }

    boolean owns(String variable) {
      return VariableName.of(variable).filter(name -> name.isIn(block)).isPresent();
    }

    /** The number of classes of this head in a file, 0 if the file does not have the head. */
    int classes(Map<String, List<Integer>> shapes) {
      return shapes.entrySet().stream()
          .filter(shape -> VariableName.of(shape.getKey()).filter(this::isBias).isPresent())
          .flatMap(shape -> shape.getValue().stream())
          .findFirst()
          .orElse(0);
    }

    private boolean isBias(VariableName name) {
      return name.role() == VariableSpec.Role.BIAS
          && name.location().filter(Location.of(block, Role.CLASSIFIER)::equals).isPresent();
    }

    String words() {
      return words;
    }
  }
}
