package dev.nasnet.weights.keras;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.IllegalSpecException;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A described model's stem and cells, matched with those of the one network that computes the same.
 *
 * @param spec the network, without a head
 * @param layers the file's layers by the names of ours
 */
record Trunk(NasNetSpec spec, Map<String, KerasLayer> layers) {
  /** A cell of PNASNet-5 has six separable branches of two convolutions. */
  private static final int A_CELL_OF_PNASNET = 12;

  /**
   * A normal cell of NASNet-A has five separable branches of two convolutions, a stage N of them.
   */
  private static final int A_CELL_OF_EACH_STAGE = 30;

  private static final int A_REDUCTION = 10;

  private static final int STEM_CELLS = 2;
  private static final int STAGES = 3;

  static Trunk of(LayerGraph graph, DescribedHead head, ImageScale scale) {
    List<Matching> differing = new ArrayList<>();
    for (NasNetSpec candidate : candidates(form(graph))) {
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

  /** What the layers themselves say: size, stem, N, P and batch norm. */
  private static NasNetSpec form(LayerGraph graph) {
    try {
      KerasLayer stem = first(graph, "Conv2D");
      KerasLayer norm = first(graph, "BatchNormalization");
      boolean imageNet = stem.config().integers("strides").stream().anyMatch(s -> s == 2);
      int convolutions = Math.toIntExact(separable(graph).count());
      boolean isPnasNet = imageNet && isPnasNet(convolutions);
      int cells =
          isPnasNet
              ? (convolutions / A_CELL_OF_PNASNET - STEM_CELLS) / STAGES
              : (convolutions - (imageNet ? 4 : 2) * A_REDUCTION) / A_CELL_OF_EACH_STAGE;
      // The last cell concatenates its outputs, of as many channels as its convolutions have.
      CellSet cellSet = isPnasNet ? CellSet.PNASNET_5 : CellSet.NASNET_A;
      int filters =
          cellSet.normal().outputs().size()
              * separable(graph).mapToInt(Trunk::filters).max().orElse(0);
      NasNetSpec form =
          isPnasNet
              ? NasNetSpec.pnasNetMobile()
              : form(imageNet, Math.max(1, cells), filters, filters(stem));
      return form.toBuilder()
          .notation(Math.max(1, cells) + "@" + filters)
          .stemFilters(filters(stem))
          .size(size(graph))
          .batchNormMomentum(norm.config().number("momentum").orElse(0.99))
          .batchNormEpsilon(norm.config().number("epsilon").orElse(1e-3))
          .noTop(Pooling.NONE)
          .build();
    } catch (IllegalSpecException e) {
      throw new UnfollowedLayerException("no NASNet has such layers: " + e.getMessage());
    }
  }

  /** Whether so many separable convolutions are those of PNASNet-5; no NASNet-A has as many. */
  private static boolean isPnasNet(int convolutions) {
    int cells = convolutions / A_CELL_OF_PNASNET - STEM_CELLS;
    return convolutions % A_CELL_OF_PNASNET == 0 && cells >= STAGES && cells % STAGES == 0;
  }

  private static NasNetSpec form(boolean imageNet, int cells, int filters, int stemFilters) {
    if (!imageNet) {
      return NasNetSpec.cifar();
    }
    return Stream.of(NasNetSpec.large(), NasNetSpec.xceptionSized())
        .filter(form -> form.cells() == cells && form.penultimateFilters() == filters)
        .filter(form -> form.stemFilters() == stemFilters)
        .findFirst()
        .orElse(NasNetSpec.mobile());
  }

  private static List<Wiring> wirings(NasNetSpec form) {
    return form.cellSet().plan() == CellSet.Plan.INSERTED
        ? List.of(Wiring.values())
        : List.of(Wiring.DIRECT);
  }

  private static List<NasNetSpec> candidates(NasNetSpec form) {
    List<NasNetSpec> candidates = new ArrayList<>();
    for (Dialect dialect : List.of(Dialect.KERAS, Dialect.ARTICLE)) {
      for (PoolPadding padding : PoolPadding.values()) {
        for (Wiring wiring : wirings(form)) {
          candidates.add(
              form.toBuilder()
                  .dialect(dialect)
                  .batchNormMomentum(form.batchNormMomentum())
                  .batchNormEpsilon(form.batchNormEpsilon())
                  .poolPadding(padding)
                  .wiring(wiring)
                  .build());
        }
      }
    }
    return candidates;
  }

  private static ImageSize size(LayerGraph graph) {
    List<Integer> shape = graph.inputShape();
    if (shape.get(2) != 3 && shape.get(2) != 0) {
      throw new UnfollowedLayerException(
          "the input (InputLayer) has %d channels, where NASNet's images have 3"
              .formatted(shape.get(2)));
    }
    if (shape.get(0) == 0 || shape.get(1) == 0) {
      throw new UnfollowedLayerException(
          "the input (InputLayer) has an open height or width, where a network of one size is"
              + " followed");
    }
    return new ImageSize(shape.get(0), shape.get(1));
  }

  private static Stream<KerasLayer> separable(LayerGraph graph) {
    return graph.layers().values().stream()
        .filter(layer -> layer.kerasClass().equals("SeparableConv2D"));
  }

  private static int filters(KerasLayer layer) {
    return layer.config().number("filters").orElse(0.0).intValue();
  }

  private static KerasLayer first(LayerGraph graph, String kerasClass) {
    Optional<KerasLayer> first =
        graph.layers().values().stream()
            .filter(layer -> layer.kerasClass().endsWith(kerasClass))
            .findFirst();
    return first.orElseThrow(
        () ->
            new UnfollowedLayerException(
                "the model has no %s layer, so it is no NASNet".formatted(kerasClass)));
  }
}
