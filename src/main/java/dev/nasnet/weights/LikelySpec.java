package dev.nasnet.weights;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Block.Kind;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.IllegalSpecException;
import dev.nasnet.architecture.Location;
import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.VariableName;
import dev.nasnet.architecture.VariableSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Infers a spec from the shapes of variables. They determine N, P, the stem, its filters and the
 * number of classes, and whether the cells are NASNet-A's or PNASNet-5's. Wiring and image size are
 * taken from a preset: Large or Xception-sized where N, P and the stem filters are equal to the
 * preset's, else Mobile or CIFAR. The dialect is that of the file's format, if it has one, else
 * that of the preset.
 */
final class LikelySpec {
  private static final Location CLASSIFIER = Location.of(Block.HEAD, Role.CLASSIFIER);

  private final Map<Location, List<Integer>> kernels = new HashMap<>();

  private LikelySpec(Map<String, List<Integer>> shapes) {
    shapes.forEach(
        (name, shape) ->
            VariableName.of(name)
                .filter(variable -> variable.role() == VariableSpec.Role.KERNEL)
                .flatMap(VariableName::location)
                .ifPresent(location -> kernels.put(location, shape)));
  }

  /** The spec that the shapes fit best; empty if they are not those of a NASNet. */
  static Optional<NasNetSpec> of(WeightsReader contents) {
    LikelySpec likely = new LikelySpec(contents.shapes());
    try {
      NasNetSpec spec = likely.size();
      boolean slim = contents.dialect().filter(Dialect.SLIM::equals).isPresent();
      return Optional.of(slim ? spec.toBuilder().dialect(Dialect.SLIM).dropout(0).build() : spec);
    } catch (IllegalSpecException e) {
      return Optional.empty();
    }
  }

  /**
   * Describes a spec for messages, such as {@code 4@1056 of the imagenet form with 32 stem filters
   * and 1000 classes}.
   */
  static String words(NasNetSpec spec) {
    String head = spec.classes() == 0 ? "no classifier" : spec.classes() + " classes";
    CellSet cells = spec.cellSet();
    return "%s of the %s form with %d stem filters and %s"
        .formatted(
            cells.equals(CellSet.NASNET_A) ? spec.notation() : cells.name() + " " + spec.notation(),
            spec.stem().name().toLowerCase(Locale.ROOT),
            spec.stemFilters(),
            head);
  }

  private NasNetSpec size() {
    int cells = (int) kernels.keySet().stream().filter(LikelySpec::isNormalCell).count() / 3;
    int filters = filters(squeeze(new Block(Kind.NORMAL_CELL, 0)));
    int stem = filters(Location.of(Block.STEM, Role.STEM));
    int classes = filters(CLASSIFIER);
    boolean isNasNet = kernels.keySet().stream().anyMatch(LikelySpec::isReductionCell);
    NasNetSpec form = isNasNet ? nasNet(cells, filters, stem) : pnasNet(cells, filters, stem);
    SpecBuilder builder = form.toBuilder();
    builder.notation(cells + "@" + states(form) * filters).stemFilters(stem);
    return (classes == 0 ? builder.noTop(Pooling.NONE) : builder.classes(classes)).build();
  }

  private NasNetSpec nasNet(int cells, int filters, int stem) {
    if (!kernels.containsKey(squeeze(new Block(Kind.STEM_CELL, 1)))) {
      return NasNetSpec.cifar();
    }
    return Stream.of(NasNetSpec.large(), NasNetSpec.xceptionSized())
        .filter(form -> form.cells() == cells && form.filters() == filters)
        .filter(form -> form.stemFilters() == stem)
        .findFirst()
        .orElse(NasNetSpec.mobile());
  }

  /** Without reduction cells between the stages, the cells stand as PNASNet's. */
  private static NasNetSpec pnasNet(int cells, int filters, int stem) {
    NasNetSpec large = NasNetSpec.pnasNetLarge();
    boolean isLarge =
        large.cells() == cells && large.filters() == filters && large.stemFilters() == stem;
    return isLarge ? large : NasNetSpec.pnasNetMobile();
  }

  /** The states, each of f channels, of which the last cell's output consists. */
  private static int states(NasNetSpec form) {
    return form.penultimateFilters() / form.filters();
  }

  /** The first convolution of a cell. */
  private static Location squeeze(Block block) {
    return Location.of(block, Role.SQUEEZE);
  }

  private static boolean isNormalCell(Location location) {
    return location.equals(squeeze(location.block()))
        && location.block().kind() == Kind.NORMAL_CELL;
  }

  private static boolean isReductionCell(Location location) {
    return location.equals(squeeze(location.block()))
        && location.block().kind() == Kind.REDUCTION_CELL;
  }

  /** The last dimension of the kernel at a location, 0 where there is none. */
  private int filters(Location location) {
    List<Integer> shape = kernels.getOrDefault(location, List.of());
    return shape.isEmpty() ? 0 : shape.get(shape.size() - 1);
  }
}
