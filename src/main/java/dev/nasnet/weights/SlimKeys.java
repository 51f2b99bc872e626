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
import java.util.regex.Pattern;

/** The keys of a slim checkpoint by our names; the averages where there are any. */
final class SlimKeys {
  private static final Pattern VARIABLE =
      Pattern.compile(
          ".+/(weights|depthwise_weights|pointwise_weights|biases"
              + "|gamma|beta|moving_mean|moving_variance)");
  private static final Pattern CELL = Pattern.compile("cell_\\d+/1x1/weights");

  private SlimKeys() {}

  static boolean isSlim(Set<String> keys) {
    return keys.contains("conv0/weights") || keys.contains("l1_stem_3x3/weights");
  }

  /** A variable of slim's that no NASNet of this size has keeps slim's name. */
  static Map<String, String> of(Map<String, CheckpointIndex.Entry> index) {
    Map<String, String> ours = new HashMap<>();
    SlimNames.of(Network.of(spec(index))).forEach((name, slim) -> ours.put(slim, name));
    Map<String, String> keys = new TreeMap<>();
    for (String key : index.keySet()) {
      if (VARIABLE.matcher(key).matches()) {
        keys.put(ours.getOrDefault(key, key), CheckpointIndex.averageOrOwn(index, key));
      }
    }
    return keys;
  }

  /** As large as the keys say; image, classes and wiring do not matter for names. */
  private static NasNetSpec spec(Map<String, CheckpointIndex.Entry> index) {
    boolean cifar = index.containsKey("l1_stem_3x3/weights");
    int cells = (int) index.keySet().stream().filter(CELL.asMatchPredicate()).count() / 3;
    SpecBuilder builder = (cifar ? NasNetSpec.cifar() : NasNetSpec.mobile()).toBuilder();
    return builder
        .cells(cells)
        .penultimateFilters(24 * channels(index, "cell_0/1x1/weights"))
        .stemFilters(channels(index, cifar ? "l1_stem_3x3/weights" : "conv0/weights"))
        .dialect(Dialect.SLIM)
        .auxiliaryHead(index.keySet().stream().anyMatch(key -> key.startsWith("aux_")))
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
