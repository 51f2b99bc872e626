package dev.nasnet.architecture;

import dev.nasnet.architecture.Cell.Branch;
import dev.nasnet.architecture.Cell.Combination;
import dev.nasnet.architecture.Layer.Border;
import dev.nasnet.architecture.Layer.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds one cell's layers to a list, in Keras's order of making. */
final class CellDesigner {
  private final NasNetSpec spec;
  private final LayerList list;
  private final Cell cell;
  private final String block;
  private final int filters;
  private final double dropPathKeep;
  private @Nullable Layer paddedCurrent;

  CellDesigner(NasNetSpec spec, LayerList list, Place place) {
    this.spec = spec;
    this.list = list;
    cell = place.cell();
    block = place.block();
    filters = place.filters();
    dropPathKeep = place.dropPathKeep();
  }

  /**
   * Where a cell stands.
   *
   * @param cell which cell
   * @param block its Keras block id
   * @param filters its width f
   * @param dropPathKeep the final keep probability of its branches
   */
  record Place(Cell cell, String block, int filters, double dropPathKeep) {}

  /** A tensor between cells, with the number of halvings before it. */
  record Stage(Layer layer, int halvings) {}

  /** The cell's output for a current and a previous input; at first there is no previous. */
  Layer design(Stage current, @Nullable Stage previous) {
    Layer adjusted = adjust(current, previous);
    List<Layer> states = new ArrayList<>();
    states.add(squeeze(current.layer()));
    states.add(adjusted);
    if (cell.reduces() && spec.poolPadding() != PoolPadding.SAME) {
      Layer squeezed = states.get(Cell.CURRENT);
      paddedCurrent = list.zeroPad(LayerNames.reductionPad(block), squeezed, border(squeezed, 3));
    }
    for (int number = 1; number <= cell.combinations().size(); number++) {
      Combination combination = cell.combinations().get(number - 1);
      Layer left = branch(combination.left(), "left", number, states);
      Layer right = branch(combination.right(), "right", number, states);
      states.add(list.sum(list.names().add(cell, number, block), left, right));
    }
    return concatenate(states);
  }

  private Layer squeeze(Layer current) {
    Layer relu = list.relu(null, current);
    Layer conv = list.pointwise(LayerNames.squeeze(cell, "conv", block), relu, filters);
    return list.batchNorm(LayerNames.squeeze(cell, "bn", block), conv);
  }

  private Layer adjust(Stage current, @Nullable Stage previous) {
    if (previous == null) {
      return current.layer();
    }
    if (previous.halvings() != current.halvings()) {
      return factorizedReduction(previous.layer());
    }
    boolean sameChannels = previous.layer().output().channels() == filters;
    if (sameChannels && !spec.dialect().alwaysProjects()) {
      return previous.layer();
    }
    Layer relu = list.relu(null, previous.layer());
    Layer conv = list.pointwise(LayerNames.adjust("conv_projection", block), relu, filters);
    return list.batchNorm(LayerNames.adjust("bn", block), conv);
  }

  /** Halves height and width by two 1×1 paths, over the even and over the odd pixels. */
  private Layer factorizedReduction(Layer input) {
    Window skip = Window.square(1, 2, Padding.VALID);
    Layer relu = list.relu(LayerNames.adjust("relu_1", block), input);
    Layer even = list.averagePool(LayerNames.adjust("avg_pool_1", block), relu, skip);
    even = list.pointwise(LayerNames.adjust("conv_1", block), even, filters / 2);
    Layer odd = list.zeroPad(null, relu, new Border(0, 1, 0, 1));
    odd = list.crop(odd, new Border(1, 0, 1, 0));
    odd = list.averagePool(LayerNames.adjust("avg_pool_2", block), odd, skip);
    odd = list.pointwise(LayerNames.adjust("conv_2", block), odd, filters / 2);
    Layer both = list.concatenate(null, List.of(even, odd));
    return list.batchNorm(LayerNames.adjust("bn", block), both);
  }

  private Layer branch(Branch branch, String side, int number, List<Layer> states) {
    Layer state = states.get(branch.state());
    Operation operation = branch.operation();
    int stride = branch.state() <= Cell.PREVIOUS ? cell.stride() : 1;
    String name = LayerNames.branch(cell, side, number, block);
    if (operation.isSeparable()) {
      String separable = LayerNames.separableBranch(cell, side, number, block);
      return dropPath(separable, separable(operation.kernel(), stride, separable, state));
    }
    if (operation == Operation.IDENTITY) {
      boolean fits = state.output().channels() == filters;
      return fits ? state : project(name, list.relu(null, state));
    }
    Layer pooled = pool(operation, stride, LayerNames.pool(cell, side, number, block), state);
    boolean fits = pooled.output().channels() == filters;
    return dropPath(name, fits ? pooled : project(name, pooled));
  }

  private Layer separable(int kernel, int stride, String branch, Layer input) {
    Layer result = list.relu(null, input);
    Padding padding = Padding.SAME;
    if (stride == 2 && spec.poolPadding() != PoolPadding.SAME) {
      String pad = LayerNames.separable("1_pad", branch);
      result = list.zeroPad(pad, result, border(result, kernel));
      padding = Padding.VALID;
    }
    Window first = Window.square(kernel, stride, padding);
    result = list.separable(LayerNames.separable("1", branch), result, first, filters);
    result = list.batchNorm(LayerNames.separable("1_bn", branch), result);
    result = list.relu(null, result);
    Window second = Window.square(kernel, 1, Padding.SAME);
    result = list.separable(LayerNames.separable("2", branch), result, second, filters);
    return list.batchNorm(LayerNames.separable("2_bn", branch), result);
  }

  private Layer pool(Operation operation, int stride, String name, Layer state) {
    boolean isMax = operation == Operation.MAX_POOL_3X3;
    boolean ignoresBorder =
        stride == 1
            || spec.poolPadding() == PoolPadding.SAME
            || (isMax && spec.poolPadding() == PoolPadding.TIMM);
    Layer input = ignoresBorder || paddedCurrent == null ? state : paddedCurrent;
    Padding padding = ignoresBorder ? Padding.SAME : Padding.VALID;
    Window window = Window.square(operation.kernel(), stride, padding);
    return isMax ? list.maxPool(name, input, window) : list.averagePool(name, input, window);
  }

  private Layer project(String branch, Layer input) {
    Layer conv = list.pointwise(LayerNames.projection("conv", branch), input, filters);
    return list.batchNorm(LayerNames.projection("bn", branch), conv);
  }

  private Layer concatenate(List<Layer> states) {
    List<Layer> outputs = new ArrayList<>();
    for (int state : cell.outputs()) {
      Layer output = states.get(state);
      if (output.output().channels() != filters) {
        String conv = LayerNames.outputProjection(cell, "conv", block);
        output = list.pointwise(conv, output, filters);
        output = list.batchNorm(LayerNames.outputProjection(cell, "bn", block), output);
      }
      outputs.add(output);
    }
    return list.concatenate(LayerNames.concat(cell, block), outputs);
  }

  private Layer dropPath(String branch, Layer input) {
    return dropPathKeep < 1
        ? list.dropPath(LayerNames.dropPath(branch), input, dropPathKeep)
        : input;
  }

  /**
   * What SAME adds at stride 2 ({@code correct_pad} in Keras): less at the top if the size is even.
   */
  private static Border border(Layer input, int kernel) {
    int correct = kernel / 2;
    int top = correct - (1 - input.output().height() % 2);
    int left = correct - (1 - input.output().width() % 2);
    return new Border(top, correct, left, correct);
  }
}
