package dev.nasnet.weights.keras;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.IllegalSpecException;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.architecture.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The networks that a described model may be, as the number and the width of its layers show. */
final class LikelyForms {
  /** A cell of PNASNet-5 has six separable branches of two convolutions. */
  private static final int A_CELL_OF_PNASNET = 12;

  /**
   * A normal cell of NASNet-A has five separable branches of two convolutions, a stage N of them.
   */
  private static final int A_CELL_OF_EACH_STAGE = 30;

  private static final int A_REDUCTION = 10;

  private static final int STEM_CELLS = 2;
  private static final int STAGES = 3;

  private final LayerGraph graph;
  private final KerasLayer stem;
  private final boolean imageNet;

  LikelyForms(LayerGraph graph) {
    this.graph = graph;
    stem = first("Conv2D");
    imageNet = stem.config().integers("strides").stream().anyMatch(s -> s == 2);
  }

  /** Whether a model of these cells is recognised by its layers. */
  static boolean recognises(CellSet cells) {
    return cells.equals(CellSet.NASNET_A) || cells.equals(CellSet.PNASNET_5);
  }

  /**
   * Returns the networks in the order in which they are tried, without a head.
   *
   * @param cells the cells of the model; if empty, they are those of NASNet-A or PNASNet-5
   */
  List<NasNetSpec> of(Optional<CellSet> cells) {
    try {
      return cells.map(this::ofCells).orElseGet(() -> candidates(ofKnownCells()));
    } catch (IllegalSpecException e) {
      throw new UnfollowedLayerException("no NASNet has such layers: " + e.getMessage());
    }
  }

  /** Of all convolutions but the stem's, those of the last cell have the most channels, 4 f. */
  private List<NasNetSpec> ofCells(CellSet cells) {
    int most =
        plain().filter(layer -> !layer.equals(stem)).mapToInt(LikelyForms::filters).max().orElse(0);
    NasNetSpec form = imageNet ? NasNetSpec.mobile() : NasNetSpec.cifar();
    int features = most * cells.normal().outputs().size();
    SpecBuilder builder = form.toBuilder().cellSet(cells);
    if (cells.plan() == CellSet.Plan.LISTED) {
      return candidates(complete(builder));
    }
    return candidates(complete(builder.notation("1@" + features))).stream()
        .map(this::withCells)
        .toList();
  }

  /** Each stage has as many cells more as the model has convolutions more. */
  private NasNetSpec withCells(NasNetSpec candidate) {
    int two = convolutions(candidate, 2);
    int each = Math.max(1, convolutions(candidate, 3) - two);
    int cells = 2 + Math.floorDiv(Math.toIntExact(plain().count()) - two, each);
    return candidate.toBuilder().cells(Math.max(1, cells)).build();
  }

  private static int convolutions(NasNetSpec spec, int cells) {
    return (int)
        Network.of(spec.toBuilder().cells(cells).build()).layers().stream()
            .filter(WeightedLayer.Conv2D.class::isInstance)
            .count();
  }

  /** NASNet-A or PNASNet-5: their numbers of separable convolutions differ. */
  private NasNetSpec ofKnownCells() {
    int convolutions = Math.toIntExact(separable().count());
    boolean isPnasNet = imageNet && isPnasNet(convolutions);
    int cells =
        isPnasNet
            ? (convolutions / A_CELL_OF_PNASNET - STEM_CELLS) / STAGES
            : (convolutions - (imageNet ? 4 : 2) * A_REDUCTION) / A_CELL_OF_EACH_STAGE;
    // The last cell concatenates its outputs, of as many channels as its convolutions have.
    CellSet cellSet = isPnasNet ? CellSet.PNASNET_5 : CellSet.NASNET_A;
    int features =
        cellSet.normal().outputs().size()
            * separable().mapToInt(LikelyForms::filters).max().orElse(0);
    NasNetSpec form = isPnasNet ? NasNetSpec.pnasNetMobile() : nasNet(Math.max(1, cells), features);
    return complete(form.toBuilder().notation(Math.max(1, cells) + "@" + features));
  }

  private NasNetSpec complete(SpecBuilder form) {
    KerasLayer norm = first("BatchNormalization");
    return form.stemFilters(filters(stem))
        .size(size())
        .batchNormMomentum(norm.config().number("momentum").orElse(0.99))
        .batchNormEpsilon(norm.config().number("epsilon").orElse(1e-3))
        .noTop(Pooling.NONE)
        .build();
  }

  /** Whether so many separable convolutions are those of PNASNet-5; no NASNet-A has as many. */
  private static boolean isPnasNet(int convolutions) {
    int cells = convolutions / A_CELL_OF_PNASNET - STEM_CELLS;
    return convolutions % A_CELL_OF_PNASNET == 0 && cells >= STAGES && cells % STAGES == 0;
  }

  private NasNetSpec nasNet(int cells, int features) {
    if (!imageNet) {
      return NasNetSpec.cifar();
    }
    return Stream.of(NasNetSpec.large(), NasNetSpec.xceptionSized())
        .filter(form -> form.cells() == cells && form.penultimateFilters() == features)
        .filter(form -> form.stemFilters() == filters(stem))
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

  private ImageSize size() {
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

  /** The convolutions that are not separable: each cell has one of its current input. */
  private Stream<KerasLayer> plain() {
    return graph.layers().values().stream().filter(layer -> layer.kerasClass().equals("Conv2D"));
  }

  private Stream<KerasLayer> separable() {
    return graph.layers().values().stream()
        .filter(layer -> layer.kerasClass().equals("SeparableConv2D"));
  }

  private static int filters(KerasLayer layer) {
    return layer.config().number("filters").orElse(0.0).intValue();
  }

  private KerasLayer first(String kerasClass) {
    return graph.layers().values().stream()
        .filter(layer -> layer.kerasClass().endsWith(kerasClass))
        .findFirst()
        .orElseThrow(
            () ->
                new UnfollowedLayerException(
                    "the model has no %s layer, so it is no NASNet".formatted(kerasClass)));
  }
}
