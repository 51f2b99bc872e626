package dev.nasnet.architecture;

import dev.nasnet.architecture.CellDesigner.Place;
import dev.nasnet.architecture.CellDesigner.Stage;
import dev.nasnet.architecture.Layer.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lays out stem, cells and heads. */
final class NetworkDesigner {
  private static final int AUXILIARY_FILTERS = 128;
  private static final int AUXILIARY_FEATURES = 768;

  private final NasNetSpec spec;
  private final LayerList list;
  private final List<String> outputs = new ArrayList<>();
  private Stage current;
  private @Nullable Stage previous;
  private int cellsSoFar;

  private NetworkDesigner(NasNetSpec spec) {
    this.spec = spec;
    list = new LayerList(spec);
    current = new Stage(stemConvolution(), 0);
  }

  /** The layers in Keras's order, and the outputs: the main one, then the auxiliary one. */
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
    Layer conv = list.convolution("stem_conv1", list.input(), window, spec.stemFilters());
    return list.batchNorm("stem_bn1", conv);
  }

  private void stemCells() {
    if (spec.stem() == Stem.IMAGENET) {
      cell(Cell.REDUCTION_A, LayerNames.stemBlock(1), spec.filters() / 4);
      cell(Cell.REDUCTION_A, LayerNames.stemBlock(2), spec.filters() / 2);
    }
  }

  /** A reduction cell, but for the first stage, and N normal cells. */
  private void stage(int stage) {
    int filters = spec.filters() << stage;
    if (stage > 0) {
      Stage olderPrevious = previous;
      cell(Cell.REDUCTION_A, LayerNames.reductionBlock(stage, spec.cells()), filters);
      if (spec.wiring() == Wiring.SKIP) {
        previous = olderPrevious;
      }
    }
    for (int index = 0; index < spec.cells(); index++) {
      String block = LayerNames.normalBlock(stage * spec.cells() + index, spec.cells());
      cell(Cell.NORMAL_A, block, filters);
    }
    if (stage == 1 && spec.auxiliaryHead()) {
      outputs.add(auxiliaryHead().name());
    }
  }

  private void cell(Cell cell, String block, int filters) {
    Place place = new Place(cell, block, filters, dropPathKeep());
    Layer output = new CellDesigner(spec, list, place).design(current, previous);
    previous = current;
    current = new Stage(output, current.halvings() + (cell.reduces() ? 1 : 0));
    cellsSoFar++;
  }

  /** slim's: the deeper the cell, the more it drops; stem cells count from 0. */
  private double dropPathKeep() {
    int total = 3 * spec.cells() + 2 + (spec.stem() == Stem.IMAGENET ? 2 : 0);
    double ratio = (cellsSoFar + 1) / (double) total;
    return 1 - ratio * (1 - spec.dropPathKeep());
  }

  private Layer head() {
    Layer relu = list.relu(null, current.layer());
    if (spec.head() instanceof Head.Classifier classifier) {
      Layer pooled = list.globalPool(classifier.pooling(), relu);
      Layer kept = spec.dropout() > 0 ? list.dropout(pooled) : pooled;
      return list.dense("predictions", kept, classifier);
    }
    return list.globalPool(((Head.Features) spec.head()).pooling(), relu);
  }

  private Layer auxiliaryHead() {
    Layer relu = list.relu("aux_relu_1", current.layer());
    Layer pooled = list.averagePool("aux_avg_pool", relu, Window.square(5, 3, Padding.VALID));
    Layer conv = list.pointwise("aux_conv_1", pooled, AUXILIARY_FILTERS);
    Layer features = list.relu("aux_relu_2", list.batchNorm("aux_bn_1", conv));
    OutputShape shape = features.output();
    Window whole = new Window(shape.height(), shape.width(), 1, Padding.VALID);
    conv = list.convolution("aux_conv_2", features, whole, AUXILIARY_FEATURES);
    features = list.relu("aux_relu_3", list.batchNorm("aux_bn_2", conv));
    Layer flat = list.flatten("aux_flatten", features);
    return list.dense("aux_predictions", flat, (Head.Classifier) spec.head());
  }
}
