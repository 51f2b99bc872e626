package dev.nasnet.weights.keras;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A described model's stem and cells, matched with those of the one network that computes the same.
 *
 * @param spec the network, without a head
 * @param layers the file's layers by the names of ours
 */
record Trunk(NasNetSpec spec, Map<String, KerasLayer> layers) {
  /**
   * Finds the network that computes the same as a model.
   *
   * @param cells the cells of the model; if empty, they are those of NASNet-A or PNASNet-5
   * @throws UnfollowedLayerException if there is none, with the first layer that differs
   */
  static Trunk of(LayerGraph graph, DescribedHead head, ImageScale scale, Optional<CellSet> cells) {
    List<Matching> differing = new ArrayList<>();
    for (NasNetSpec candidate : new LikelyForms(graph).of(cells)) {
      Network network = Network.of(candidate);
      Matching matching =
          Matching.of(network, graph, network.output().name(), head.trunk(), scale.last());
      if (matching.difference().isEmpty()) {
        return new Trunk(candidate, matching.matched());
      }
      differing.add(matching);
    }
    // The nearest network says best what differs.
    throw differing.stream()
        .max(Comparator.comparingInt(matching -> matching.matched().size()))
        .flatMap(Matching::difference)
        .orElseThrow();
  }
}
