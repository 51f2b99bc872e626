package dev.nasnet.architecture;

import dev.nasnet.architecture.Cell.Branch;
import dev.nasnet.architecture.Cell.Combination;
import dev.nasnet.architecture.Layer.Border;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.Location.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends the layers of one cell to a list, in the order in which {@code _normal_a_cell} and {@code
 * _reduction_a_cell} of Keras's {@code nasnet.py} make them.
 */
final class CellDesigner {
  private final NasNetSpec spec;
  private final LayerListBuilder list;
  private final Cell cell;
  private final Block block;
  private final int filters;
  private final double dropPathKeep;
  private @Nullable Layer paddedCurrent;

  CellDesigner(NasNetSpec spec, LayerListBuilder list, Place place) {
    this.spec = spec;
    this.list = list;
    cell = place.cell();
    block = place.block();
    filters = place.filters();
    dropPathKeep = place.dropPathKeep();
  }

  /**
   * The parameters of a cell.
   *
   * @param cell the combinations
   * @param block the position in the network
   * @param filters the channels of each state
   * @param dropPathKeep the keep probability of its branches at the end of the schedule
   */
  record Place(Cell cell, Block block, int filters, double dropPathKeep) {}

  /**
   * An input of a cell.
   *
   * @param layer the layer that the cell reads
   * @param halvings how often height and width were halved before this input
   */
  record CellInput(Layer layer, int halvings) {}

  /** Appends the cell and returns its output; the first cell has no previous input. */
  Layer design(CellInput current, @Nullable CellInput previous) {
    Layer adjusted = adjust(current, previous);
    List<Layer> states = new ArrayList<>();
    states.add(squeeze(current.layer()));
    states.add(adjusted);
    if (cell.reduces() && spec.poolPadding() != PoolPadding.SAME) {
      Layer squeezed = states.get(Cell.CURRENT);
      paddedCurrent = list.zeroPad(at(Role.POOL_PADDING), squeezed, border(squeezed, 3));
    }
    for (int number = 1; number <= cell.combinations().size(); number++) {
      Combination combination = cell.combinations().get(number - 1);
      Layer left = branch(combination.left(), number, Side.LEFT, states);
      Layer right = branch(combination.right(), number, Side.RIGHT, states);
      states.add(list.sum(Location.sum(block, number), left, right));
    }
    return concatenate(states);
  }

  private Layer squeeze(Layer current) {
    return reluPointwiseNorm(at(Role.SQUEEZE), current);
  }

  private Layer adjust(CellInput current, @Nullable CellInput previous) {
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
    return reluPointwiseNorm(at(Role.ADJUST), previous.layer());
  }

  /** Halves height and width by two 1×1 paths, over the even and over the odd pixels. */
  private Layer factorizedReduction(Layer input) {
    Window skip = Window.square(1, 2, Padding.VALID);
    Location even = at(Role.ADJUST_EVEN);
    Location odd = at(Role.ADJUST_ODD);
    Layer relu = list.relu(at(Role.ADJUST_REDUCTION), input);
    Layer evenPath = list.averagePool(even, relu, skip);
    evenPath = list.pointwise(even, evenPath, filters / 2);
    Layer oddPath = list.zeroPad(odd, relu, new Border(0, 1, 0, 1));
    oddPath = list.crop(odd, oddPath, new Border(1, 0, 1, 0));
    oddPath = list.averagePool(odd, oddPath, skip);
    oddPath = list.pointwise(odd, oddPath, filters / 2);
    Layer both = list.concatenate(at(Role.ADJUST_REDUCTION), List.of(evenPath, oddPath));
    return list.batchNorm(at(Role.ADJUST_REDUCTION), both);
  }

  private Layer branch(Branch branch, int number, Side side, List<Layer> states) {
    Layer state = states.get(branch.state());
    Operation operation = branch.operation();
    int stride = branch.state() <= Cell.PREVIOUS ? cell.stride() : 1;
    Location first = new Location(block, number, side, Role.SEPARABLE_1);
    Location pooling = first.as(Role.POOL);
    Location projection = first.as(Role.PROJECTION);
    if (operation.isSeparable()) {
      Layer separable = separable(operation.kernel(), stride, first, state);
      return dropPath(first.as(Role.SEPARABLE_2), separable);
    }
    if (operation == Operation.IDENTITY) {
      boolean fits = state.output().channels() == filters;
      return fits ? state : reluPointwiseNorm(projection, state);
    }
    Layer pooled = pool(operation, stride, pooling, state);
    boolean fits = pooled.output().channels() == filters;
    return dropPath(pooling, fits ? pooled : pointwiseNorm(projection, pooled));
  }

  private Layer separable(int kernel, int stride, Location first, Layer input) {
    Location second = first.as(Role.SEPARABLE_2);
    Layer result = list.relu(first, input);
    Padding padding = Padding.SAME;
    if (stride == 2 && spec.poolPadding() != PoolPadding.SAME) {
      result = list.zeroPad(first, result, border(result, kernel));
      padding = Padding.VALID;
    }
    result = list.separable(first, result, Window.square(kernel, stride, padding), filters);
    result = list.batchNorm(first, result);
    result = list.relu(second, result);
    result = list.separable(second, result, Window.square(kernel, 1, Padding.SAME), filters);
    return list.batchNorm(second, result);
  }

  private Layer pool(Operation operation, int stride, Location at, Layer state) {
    boolean isMax = operation == Operation.MAX_POOL_3X3;
    boolean ignoresBorder =
        stride == 1
            || spec.poolPadding() == PoolPadding.SAME
            || (isMax && spec.poolPadding() == PoolPadding.TIMM);
    Layer input = ignoresBorder || paddedCurrent == null ? state : paddedCurrent;
    Padding padding = ignoresBorder ? Padding.SAME : Padding.VALID;
    Window window = Window.square(operation.kernel(), stride, padding);
    return isMax ? list.maxPool(at, input, window) : list.averagePool(at, input, window);
  }

  private Layer reluPointwiseNorm(Location at, Layer input) {
    return pointwiseNorm(at, list.relu(at, input));
  }

  private Layer pointwiseNorm(Location at, Layer input) {
    return list.batchNorm(at, list.pointwise(at, input, filters));
  }

  private Layer concatenate(List<Layer> states) {
    List<Layer> outputs = new ArrayList<>();
    for (int state : cell.outputs()) {
      Layer output = states.get(state);
      boolean fits = output.output().channels() == filters;
      outputs.add(fits ? output : pointwiseNorm(at(Role.OUTPUT_PROJECTION), output));
    }
    return list.concatenate(at(Role.OUTPUT), outputs);
  }

  private Layer dropPath(Location at, Layer input) {
    return dropPathKeep < 1 ? list.dropPath(at, input, dropPathKeep) : input;
  }

  private Location at(Role role) {
    return Location.of(block, role);
  }

  /**
   * The zeros that SAME adds at stride 2 ({@code correct_pad} of {@code
   * keras/src/applications/imagenet_utils.py}): one fewer at the top and left if the size is even.
   */
  private static Border border(Layer input, int kernel) {
    int correct = kernel / 2;
    int top = correct - (1 - input.output().height() % 2);
    int left = correct - (1 - input.output().width() % 2);
    return new Border(top, correct, left, correct);
  }
}
