package dev.nasnet.architecture;

import dev.nasnet.architecture.BranchDesigner.Channels;
import dev.nasnet.architecture.Cell.Branch;
import dev.nasnet.architecture.Cell.Combination;
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
  /** The side of the windows of stride 2 that read the current input with zeros around it. */
  static final int SHARED_PADDING = 3;

  private final NasNetSpec spec;
  private final LayerListBuilder list;
  private final Cell cell;
  private final Block block;
  private final int stride;
  private final int filters;
  private final Channels channels;
  private @Nullable Layer paddedCurrent;

  /**
   * Creates the designer of a cell.
   *
   * @param place the cell with its stride, width and position in the network
   * @param dropPathKeep the keep probability of its branches at the end of the schedule
   */
  CellDesigner(NasNetSpec spec, LayerListBuilder list, PlannedCell place, double dropPathKeep) {
    this.spec = spec;
    this.list = list;
    cell = place.cell();
    block = place.block();
    stride = place.stride();
    filters = place.filters();
    channels = new Channels(filters, dropPathKeep);
  }

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
    if (stride == 2) {
      // Pools that ignore the border do not read it; a layer that nothing reads is dropped.
      Layer squeezed = states.get(Cell.CURRENT);
      Border border = border(squeezed, SHARED_PADDING);
      paddedCurrent = list.zeroPad(at(Role.POOL_PADDING), squeezed, border);
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
    // As in TF-slim, the second path has one channel more if their number is odd.
    oddPath = list.pointwise(odd, oddPath, filters - filters / 2);
    Layer both = list.concatenate(at(Role.ADJUST_REDUCTION), List.of(evenPath, oddPath));
    return list.batchNorm(at(Role.ADJUST_REDUCTION), both);
  }

  private Layer branch(Branch branch, int number, Side side, List<Layer> states) {
    boolean isInput = branch.state() <= Cell.PREVIOUS;
    BranchDesigner designer =
        new BranchDesigner(
            spec,
            list,
            new Location(block, number, side, Role.SUM),
            channels,
            isInput ? stride : 1,
            branch.state() == Cell.CURRENT ? paddedCurrent : null);
    return branch.operation().append(designer, states.get(branch.state()));
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
    // TensorFlow concatenates two tensors or more.
    return outputs.size() == 1 ? outputs.get(0) : list.concatenate(at(Role.OUTPUT), outputs);
  }

  private Location at(Role role) {
    return Location.of(block, role);
  }

  /**
   * The zeros that SAME adds at stride 2. For odd kernels these are those of {@code correct_pad} of
   * {@code keras/src/applications/imagenet_utils.py}: one fewer at the top and left if the size is
   * even.
   */
  static Border border(Layer input, int kernel) {
    return Window.square(kernel, 2, Padding.SAME).border(input.output());
  }
}
