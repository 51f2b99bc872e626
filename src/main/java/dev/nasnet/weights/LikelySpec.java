package dev.nasnet.weights;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.IllegalSpecException;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.SpecBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Guesses a network from the shapes of its variables. They tell N, P, stem, stem filters and
 * classes; dialect, wiring and image size they do not, so those are the form's: Large's and
 * Xception's where N, P and the stem's filters are theirs, else Mobile's or CIFAR's.
 */
final class LikelySpec {
  private static final Pattern NORMAL_CELL = Pattern.compile("normal_conv_1_\\d+/kernel");

  private final Map<String, List<Integer>> shapes;

  private LikelySpec(Map<String, List<Integer>> shapes) {
    this.shapes = shapes;
  }

  /** The spec that these shapes fit best, if they are a NASNet's at all. */
  static Optional<NasNetSpec> of(WeightsReader contents) {
    LikelySpec likely = new LikelySpec(contents.shapes());
    try {
      NasNetSpec spec = likely.size();
      boolean slim = contents.kind().contains("slim");
      return Optional.of(slim ? spec.toBuilder().dialect(Dialect.SLIM).dropout(0).build() : spec);
    } catch (IllegalSpecException e) {
      return Optional.empty();
    }
  }

  /** As a sentence's part, such as {@code 4@1056 with 32 stem filters and 1000 classes}. */
  static String words(NasNetSpec spec) {
    String head = spec.classes() == 0 ? "no classifier" : spec.classes() + " classes";
    return "%s of the %s form with %d stem filters and %s"
        .formatted(
            spec.notation(), spec.stem().name().toLowerCase(Locale.ROOT), spec.stemFilters(), head);
  }

  private NasNetSpec size() {
    int cells = (int) shapes.keySet().stream().filter(NORMAL_CELL.asMatchPredicate()).count() / 3;
    int filters = 24 * last("normal_conv_1_0/kernel");
    int stem = last("stem_conv1/kernel");
    int classes = last("predictions/bias");
    SpecBuilder builder = form(cells, filters, stem).toBuilder();
    builder.notation(cells + "@" + filters).stemFilters(stem);
    return (classes == 0 ? builder.noTop(Pooling.NONE) : builder.classes(classes)).build();
  }

  private NasNetSpec form(int cells, int filters, int stem) {
    if (!shapes.containsKey("reduction_conv_1_stem_1/kernel")) {
      return NasNetSpec.cifar();
    }
    return Stream.of(NasNetSpec.large(), NasNetSpec.xceptionSized())
        .filter(form -> form.cells() == cells && form.penultimateFilters() == filters)
        .filter(form -> form.stemFilters() == stem)
        .findFirst()
        .orElse(NasNetSpec.mobile());
  }

  private int last(String name) {
    List<Integer> shape = shapes.getOrDefault(name, List.of());
    return shape.isEmpty() ? 0 : shape.get(shape.size() - 1);
  }
}
