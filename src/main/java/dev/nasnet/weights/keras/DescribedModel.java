package dev.nasnet.weights.keras;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.Stem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The parts of a described model, put together.
 *
 * @param whole the model, with the layers that do nothing in inference
 * @param head what stands behind its cells
 * @param scale what it does to its images
 * @param trunk its stem and cells
 */
record DescribedModel(LayerGraph whole, DescribedHead head, ImageScale scale, Trunk trunk) {

  KerasModel model() {
    requireFoldable();
    Map<String, KerasLayer> layers = new HashMap<>(trunk.layers());
    head.dense().ifPresent(dense -> layers.put(KerasModel.CLASSIFIER, dense));
    boolean bias = head.dense().filter(d -> d.config().flag("use_bias", true)).isPresent();
    return new KerasModel(
        spec(),
        layers,
        scale.kernelFactor(),
        scale.remainder(),
        head.isSingleUnit(),
        bias,
        notes());
  }

  private NasNetSpec spec() {
    SpecBuilder builder = trunk.spec().toBuilder();
    if (head.head() instanceof Head.Classifier classifier) {
      builder
          .classes(classifier.classes())
          .activation(classifier.activation())
          .classifierPooling(classifier.pooling());
    } else {
      builder.noTop(head.pooling());
    }
    return builder.dropout(0).build();
  }

  /** Zeros around an image are not shifted with it, so that a border would be another. */
  private void requireFoldable() {
    if (scale.remainder() != 0 && trunk.spec().stem() == Stem.CIFAR) {
      KerasLayer last = scale.layers().get(scale.layers().size() - 1);
      throw UnfollowedLayerException.of(
          last,
          "does not scale pixels to -1...1, and cannot be folded into a first convolution with"
              + " padding "
              + Padding.SAME.name().toLowerCase(Locale.ROOT));
    }
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (scale.takesPixels()) {
      boolean folded = scale.kernelFactor() != 1 || scale.remainder() != 0;
      notes.add(
          "%s: the file's model takes pixels of 0 to 255, this network images of -1 to 1%s"
              .formatted(
                  names(scale.layers()), folded ? ", folded into the first convolution" : ""));
    }
    List<KerasLayer> idle = whole.layers().values().stream().filter(IdleLayers::contains).toList();
    if (!idle.isEmpty()) {
      notes.add(names(idle) + ": skipped, since inference is the same without it");
    }
    if (head.isSingleUnit()) {
      notes.add(
          "%s has one unit: it becomes two classes, of which the second has the unit's %s"
              .formatted(
                  head.dense().map(KerasLayer::title).orElse(""),
                  head.head() instanceof Head.Classifier classifier
                          && classifier.activation() == HeadActivation.LINEAR
                      ? "logit, the first 0"
                      : "probability"));
    }
    types().ifPresent(notes::add);
    return notes;
  }

  private Optional<String> types() {
    TreeSet<String> types =
        whole.layers().values().stream()
            .flatMap(layer -> DataTypes.name(layer).stream())
            .filter(type -> !type.equals("float32"))
            .collect(Collectors.toCollection(TreeSet::new));
    return types.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "the file's layers have the type %s: this network computes in float32"
                .formatted(String.join(", ", types)));
  }

  private static String names(List<KerasLayer> layers) {
    return layers.stream().map(KerasLayer::title).collect(Collectors.joining(", "));
  }
}
