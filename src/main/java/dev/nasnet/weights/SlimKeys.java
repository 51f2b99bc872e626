package dev.nasnet.weights;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.problem.InvalidInputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Maps Keras's variable names to the keys of a TF-slim checkpoint; to the moving averages where it
 * has them.
 */
final class SlimKeys {
  private SlimKeys() {}

  static boolean isSlim(Set<String> keys) {
    return keys.contains(SlimNames.IMAGENET_STEM) || keys.contains(SlimNames.CIFAR_STEM);
  }

  /** A variable that no NASNet of this size has is listed under its own key. */
  static Map<String, String> of(Map<String, CheckpointIndex.Entry> index) {
    Map<String, String> names = new HashMap<>();
    SlimNames.of(Network.of(spec(index))).forEach((name, slim) -> names.put(slim, name));
    Map<String, String> keys = new TreeMap<>();
    for (String key : index.keySet()) {
      if (SlimNames.isVariable(key)) {
        keys.put(names.getOrDefault(key, key), CheckpointIndex.averageOrOwn(index, key));
      }
    }
    return keys;
  }

  /** A network of the size of the keys; image size, classes and wiring do not affect names. */
  private static NasNetSpec spec(Map<String, CheckpointIndex.Entry> index) {
    boolean cifar = index.containsKey(SlimNames.CIFAR_STEM);
    int cells = (int) index.keySet().stream().filter(SlimNames::isSqueeze).count() / 3;
    boolean isNasNet = index.keySet().stream().anyMatch(SlimNames::isInReductionCell);
    NasNetSpec imageNet = isNasNet ? NasNetSpec.mobile() : NasNetSpec.pnasNetMobile();
    NasNetSpec form = cifar ? NasNetSpec.cifar() : imageNet;
    int states = form.penultimateFilters() / form.filters();
    SpecBuilder builder = form.toBuilder();
    return builder
        .cells(cells)
        .penultimateFilters(states * channels(index, SlimNames.FIRST_SQUEEZE))
        .stemFilters(channels(index, cifar ? SlimNames.CIFAR_STEM : SlimNames.IMAGENET_STEM))
        .dialect(Dialect.SLIM)
        .auxiliaryHead(index.keySet().stream().anyMatch(SlimNames::isAuxiliary))
        .build();
  }

  private static int channels(Map<String, CheckpointIndex.Entry> index, String key) {
    CheckpointIndex.Entry entry = index.get(key);
    List<Integer> shape = entry == null ? List.of() : entry.shape();
    if (shape.size() != 4) {
      throw new InvalidInputException(
          "weights must hold slim's whole NASNet: %s is missing or misshapen; give another file"
              .formatted(key));
    }
    return shape.get(3);
  }
}
