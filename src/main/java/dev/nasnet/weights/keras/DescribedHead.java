package dev.nasnet.weights.keras;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.Pooling;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the last cell of a described model.
 *
 * @param pooling the global pooling, or none
 * @param dense the classifier, if there is one
 * @param activation what is applied to the classifier's output
 * @param trunk the id of the layer before all this, the last cell's ReLU
 */
record DescribedHead(
    Pooling pooling, Optional<KerasLayer> dense, HeadActivation activation, String trunk) {

  private static final Set<String> GLOBAL = Set.of("GlobalAveragePooling2D", "GlobalMaxPooling2D");

  /** Reads the layers from the output backwards. */
  static DescribedHead of(LayerGraph graph) {
    return new Reader(graph).read();
  }

  /** A single sigmoid or linear unit: the logit of the second of two classes. */
  boolean isSingleUnit() {
    return units() == 1;
  }

  /** The head of the network that has these weights. */
  Head head() {
    if (dense.isEmpty()) {
      return new Head.Features(pooling);
    }
    if (!isSingleUnit()) {
      return new Head.Classifier(units(), activation, pooling);
    }
    boolean linear = activation == HeadActivation.LINEAR;
    return new Head.Classifier(2, linear ? HeadActivation.LINEAR : HeadActivation.SOFTMAX, pooling);
  }

  private int units() {
    return dense.flatMap(layer -> layer.config().number("units")).orElse(0.0).intValue();
  }

  /** Walks from the output to the last cell. */
  private static final class Reader {
    private final LayerGraph graph;
    private HeadActivation activation = HeadActivation.LINEAR;
    private @Nullable KerasLayer activated;
    private Optional<KerasLayer> dense = Optional.empty();
    private String place;

    Reader(LayerGraph graph) {
      this.graph = graph;
      place = graph.output();
    }

    DescribedHead read() {
      KerasLayer last = layer();
      if (last.kerasClass().equals("Softmax")) {
        requireLastAxis(last);
        activate(last, "softmax");
        last = step(last);
      } else if (last.kerasClass().equals("Activation") && isDense(LayerGraph.onlyInput(last))) {
        activate(last, last.config().word("activation").orElse(""));
        last = step(last);
      }
      if (last.kerasClass().equals("Dense")) {
        classifier(last);
        last = step(last);
      } else if (activated != null) {
        throw UnfollowedLayerException.of(activated, "does not stand behind a dense layer");
      }
      if (last.kerasClass().equals("Flatten") && isGlobal(LayerGraph.onlyInput(last))) {
        last = step(last);
      }
      return pooled(last);
    }

    private DescribedHead pooled(KerasLayer last) {
      if (GLOBAL.contains(last.kerasClass())) {
        if (last.config().flag("keepdims", false)) {
          throw UnfollowedLayerException.of(last, "has keepdims, where NASNet pools to a vector");
        }
        Comparison.requireChannelsLast(last);
        boolean isMax = last.kerasClass().equals("GlobalMaxPooling2D");
        String trunk = LayerGraph.onlyInput(last);
        return new DescribedHead(isMax ? Pooling.MAX : Pooling.AVG, dense, activation, trunk);
      }
      if (dense.isPresent()) {
        throw UnfollowedLayerException.of(
            last,
            "stands before the classifier %s, where a global average or maximum pool is followed"
                .formatted(dense.map(KerasLayer::name).orElse("")));
      }
      return new DescribedHead(Pooling.NONE, dense, activation, place);
    }

    private void classifier(KerasLayer layer) {
      if (layer.config().number("units").filter(units -> units >= 1).isEmpty()) {
        throw UnfollowedLayerException.of(layer, "has no number of units");
      }
      String own = layer.config().word("activation").orElse("linear");
      if (!own.equals("linear")) {
        activate(layer, own);
      }
      dense = Optional.of(layer);
      if (activation == HeadActivation.SOFTMAX && layer.config().number("units").orElse(0.0) == 1) {
        throw UnfollowedLayerException.of(layer, "has softmax of one unit, which is always 1");
      }
    }

    private void activate(KerasLayer layer, String name) {
      if (activated != null) {
        throw UnfollowedLayerException.of(
            activated, "is a second activation of the classifier, where one is followed");
      }
      activated = layer;
      try {
        activation = HeadActivation.valueOf(name.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw UnfollowedLayerException.of(
            layer,
            "has the activation %s, where softmax, sigmoid and linear are followed"
                .formatted(name));
      }
    }

    private static void requireLastAxis(KerasLayer layer) {
      if (layer.config().integers("axis").stream().anyMatch(axis -> axis != -1 && axis != 1)) {
        throw UnfollowedLayerException.of(layer, "is not over the classes, the last axis");
      }
    }

    private boolean isDense(String id) {
      return graph.layer(id).filter(layer -> layer.kerasClass().equals("Dense")).isPresent();
    }

    private boolean isGlobal(String id) {
      return graph.layer(id).filter(layer -> GLOBAL.contains(layer.kerasClass())).isPresent();
    }

    private KerasLayer step(KerasLayer from) {
      place = LayerGraph.onlyInput(from);
      return layer();
    }

    private KerasLayer layer() {
      return graph
          .layer(place)
          .orElseThrow(() -> new UnfollowedLayerException("the model has no cells of NASNet"));
    }
  }
}
