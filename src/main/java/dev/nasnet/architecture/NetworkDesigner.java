package dev.nasnet.architecture;

import dev.nasnet.architecture.CellDesigner.CellInput;
import dev.nasnet.architecture.Location.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the layers of a network: stem, the planned cells ({@link PlannedCell}) and heads, as in
 * figure 2 of arXiv:1707.07012.
 */
final class NetworkDesigner {
  private static final int AUXILIARY_FILTERS = 128;
  private static final int AUXILIARY_FEATURES = 768;

  private final NasNetSpec spec;
  private final LayerListBuilder list;
  private final List<String> outputs = new ArrayList<>();
  private CellInput current;
  private @Nullable CellInput previous;

  private NetworkDesigner(NasNetSpec spec) {
    this.spec = spec;
    list = new LayerListBuilder(spec);
    current = new CellInput(stemConvolution(), 0);
  }

  /** Builds a network; its outputs are the prediction and then the auxiliary classifier. */
  static Network design(NasNetSpec spec) {
    NetworkDesigner designer = new NetworkDesigner(spec);
    designer.cells(PlannedCell.of(spec));
    designer.outputs.add(0, designer.head().name());
    return new Network(
        spec, KerasOrder.sort(designer.list.layers(), designer.outputs), designer.outputs);
  }

  private Layer stemConvolution() {
    Window window =
        spec.stem() == Stem.IMAGENET
            ? Window.square(3, 2, Padding.VALID)
            : Window.square(3, 1, Padding.SAME);
    Location at = Location.of(Block.STEM, Role.STEM);
    Layer conv = list.convolution(at, list.input(), window, spec.stemFilters());
    return list.batchNorm(at, conv);
  }

  private void cells(List<PlannedCell> cells) {
    for (int index = 0; index < cells.size(); index++) {
      PlannedCell cell = cells.get(index);
      double keep = dropPathKeep((index + 1) / (double) cells.size());
      Layer output = new CellDesigner(spec, list, cell, keep).design(current, previous);
      if (!cell.passesPrevious()) {
        previous = current;
      }
      current = new CellInput(output, current.halvings() + (cell.stride() == 2 ? 1 : 0));
      if (cell.hasAuxiliaryHead() && spec.auxiliaryHead()) {
        outputs.add(auxiliaryHead().name());
      }
    }
  }

  /**
   * The final keep probability of a cell: 1 − (number of the cell / all cells) · (1 − keep), so
   * that deeper cells drop more, as {@code _apply_drop_path} of TF-slim's {@code nasnet_utils.py}
   * computes it.
   */
  private double dropPathKeep(double ratio) {
    return 1 - ratio * (1 - spec.dropPathKeep());
  }

  private Layer head() {
    Location features = Location.of(Block.HEAD, Role.FEATURES);
    Layer relu = list.relu(features, current.layer());
    if (spec.head() instanceof Head.Classifier classifier) {
      Location at = Location.of(Block.HEAD, Role.CLASSIFIER);
      Layer pooled = list.globalPool(features, classifier.pooling(), relu);
      Layer kept = spec.dropout() > 0 ? list.dropout(at, pooled) : pooled;
      return list.dense(at, kept, classifier);
    }
    return list.globalPool(features, ((Head.Features) spec.head()).pooling(), relu);
  }

  /** The auxiliary head of {@code _build_aux_head} in TF-slim's {@code nasnet.py}. */
  private Layer auxiliaryHead() {
    Location projection = Location.of(Block.AUXILIARY, Role.AUXILIARY_PROJECTION);
    Layer features = list.relu(projection, current.layer());
    features = list.averagePool(projection, features, Window.square(5, 3, Padding.VALID));
    features = list.pointwise(projection, features, AUXILIARY_FILTERS);
    features = list.batchNorm(projection, features);
    Location convolution = Location.of(Block.AUXILIARY, Role.AUXILIARY_CONVOLUTION);
    features = list.relu(convolution, features);
    OutputShape shape = features.output();
    Window whole = new Window(shape.height(), shape.width(), 1, Padding.VALID);
    features = list.convolution(convolution, features, whole, AUXILIARY_FEATURES);
    features = list.batchNorm(convolution, features);
    Location classifier = Location.of(Block.AUXILIARY, Role.CLASSIFIER);
    features = list.flatten(classifier, list.relu(classifier, features));
    return list.dense(classifier, features, (Head.Classifier) spec.head());
  }
}
