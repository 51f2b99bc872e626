package dev.nasnet.weights.keras;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds a described model's wiring and layers against a network's, from the last cell to the image,
 * whatever the layers are called.
 */
final class Matching {
  private final Network network;
  private final LayerGraph graph;
  private final String image;
  private final Map<String, KerasLayer> matched = new LinkedHashMap<>();
  private final Map<String, String> owners = new HashMap<>();
  private final Map<String, String> partners = new HashMap<>();
  private final Deque<Pair> open = new ArrayDeque<>();
  private @Nullable UnfollowedLayerException difference;

  private record Pair(Layer ours, String theirs) {}

  private Matching(Network network, LayerGraph graph, String image) {
    this.network = network;
    this.graph = graph;
    this.image = image;
  }

  /**
   * Walks through both at once.
   *
   * @param last our last cell's ReLU
   * @param trunk the id of theirs
   * @param image the id of what their first convolution reads
   */
  static Matching of(Network network, LayerGraph graph, String last, String trunk, String image) {
    Matching matching = new Matching(network, graph, image);
    try {
      matching.pair(network.layer(last), trunk);
      while (!matching.open.isEmpty()) {
        Pair pair = matching.open.pop();
        matching.compare(pair.ours(), matching.theirs(pair));
      }
    } catch (UnfollowedLayerException e) {
      matching.difference = e;
    }
    return matching;
  }

  /** The first difference; none where the two compute the same. */
  Optional<UnfollowedLayerException> difference() {
    return Optional.ofNullable(difference);
  }

  /** Their layers by the names of ours, as far as the two agree. */
  Map<String, KerasLayer> matched() {
    return matched;
  }

  private KerasLayer theirs(Pair pair) {
    return graph
        .layer(pair.theirs())
        .orElseThrow(
            () ->
                new UnfollowedLayerException(
                    "the image is read where NASNet has %s (%s)"
                        .formatted(pair.ours().name(), pair.ours().kerasClass())));
  }

  private void compare(Layer ours, KerasLayer theirs) {
    Comparison.require(ours, theirs);
    if (ours.inputs().size() != theirs.inputs().size()) {
      throw UnfollowedLayerException.of(
          theirs,
          "reads %d tensors, where NASNet's %s reads %d"
              .formatted(theirs.inputs().size(), ours.name(), ours.inputs().size()));
    }
    matched.put(ours.name(), theirs);
    for (int i = 0; i < ours.inputs().size(); i++) {
      reads(theirs, network.layer(ours.inputs().get(i)), theirs.inputs().get(i));
    }
  }

  private void reads(KerasLayer reader, Layer ours, String theirs) {
    if (ours instanceof Layer.InputLayer != theirs.equals(image)) {
      throw UnfollowedLayerException.of(
          reader, "reads %s, where NASNet's reads %s".formatted(theirs, ours.name()));
    }
    if (ours instanceof Layer.InputLayer) {
      return;
    }
    String owner = owners.getOrDefault(theirs, ours.name());
    String pairedWith = partners.getOrDefault(ours.name(), theirs);
    if (!owner.equals(ours.name()) || !pairedWith.equals(theirs)) {
      throw UnfollowedLayerException.of(
          reader,
          "reads %s where NASNet's reads %s, which is their %s"
              .formatted(theirs, ours.name(), pairedWith));
    }
    pair(ours, theirs);
  }

  private void pair(Layer ours, String theirs) {
    partners.put(ours.name(), theirs);
    if (owners.put(theirs, ours.name()) == null) {
      open.push(new Pair(ours, theirs));
    }
  }
}
