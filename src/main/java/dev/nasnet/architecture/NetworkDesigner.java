package dev.nasnet.architecture;

import dev.nasnet.architecture.CellDesigner.CellInput;
import dev.nasnet.architecture.CellDesigner.Place;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.Location.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the layers of a network: stem, three stages of cells and heads, as in figure 2 of
 * arXiv:1707.07012.
 */
final class NetworkDesigner {
  private static final int AUXILIARY_FILTERS = 128;
  private static final int AUXILIARY_FEATURES = 768;

  private final NasNetSpec spec;
  private final LayerListBuilder list;
  private final List<String> outputs = new ArrayList<>();
  private CellInput current;
  private @Nullable CellInput previous;
  private int cellsSoFar;

  private NetworkDesigner(NasNetSpec spec) {
    this.spec = spec;
    list = new LayerListBuilder(spec);
    current = new CellInput(stemConvolution(), 0);
  }

  /** Builds a network; its outputs are the prediction and then the auxiliary classifier. */
  static Network design(NasNetSpec spec) {
    NetworkDesigner designer = new NetworkDesigner(spec);
    designer.stemCells();
    for (int stage = 0; stage < 3; stage++) {
      designer.stage(stage);
    }
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

  private void stemCells() {
    if (spec.stem() == Stem.IMAGENET) {
      cell(Cell.REDUCTION_A, new Block(Block.Kind.STEM_CELL, 1), spec.filters() / 4);
      cell(Cell.REDUCTION_A, new Block(Block.Kind.STEM_CELL, 2), spec.filters() / 2);
    }
  }

  /** Appends N normal cells, and before them a reduction cell except in the first stage. */
  private void stage(int stage) {
    int filters = spec.filters() << stage;
    if (stage > 0) {
      CellInput olderPrevious = previous;
      cell(Cell.REDUCTION_A, new Block(Block.Kind.REDUCTION_CELL, stage * spec.cells()), filters);
      if (spec.wiring() == Wiring.SKIP) {
        previous = olderPrevious;
      }
    }
    for (int index = 0; index < spec.cells(); index++) {
      cell(Cell.NORMAL_A, normalCell(stage * spec.cells() + index), filters);
    }
    if (stage == 1 && spec.auxiliaryHead()) {
      outputs.add(auxiliaryHead().name());
    }
  }

  /** The normal cell of an index from 0 to 3N − 1; Keras's numbers skip N. */
  private Block normalCell(int index) {
    return new Block(Block.Kind.NORMAL_CELL, index < spec.cells() ? index : index + 1);
  }

  private void cell(Cell cell, Block block, int filters) {
    Place place = new Place(cell, block, filters, dropPathKeep());
    Layer output = new CellDesigner(spec, list, place).design(current, previous);
    previous = current;
    current = new CellInput(output, current.halvings() + (cell.reduces() ? 1 : 0));
    cellsSoFar++;
  }

  /**
   * The final keep probability of the next cell: 1 − (number of the cell / all cells) · (1 − keep),
   * so that deeper cells drop more, as {@code _apply_drop_path} of TF-slim's {@code
   * nasnet_utils.py} computes it.
   */
  private double dropPathKeep() {
    int total = 3 * spec.cells() + 2 + (spec.stem() == Stem.IMAGENET ? 2 : 0);
    double ratio = (cellsSoFar + 1) / (double) total;
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
