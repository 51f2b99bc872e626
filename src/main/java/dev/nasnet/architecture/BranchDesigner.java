package dev.nasnet.architecture;

import dev.nasnet.architecture.Location.Role;
import org.jspecify.annotations.Nullable;

/**
 * Appends the layers of one branch of a cell. The operations ({@link Operation#append}) are its
 * only users.
 */
final class BranchDesigner {
  private final NasNetSpec spec;
  private final LayerListBuilder list;
  private final Location branch;
  private final Channels channels;
  private final int stride;
  private final @Nullable Layer padded;

  /**
   * The parameters that all branches of a cell have.
   *
   * @param filters the channels of each state
   * @param dropPathKeep the keep probability of the branch at the end of the schedule
   */
  record Channels(int filters, double dropPathKeep) {}

  /**
   * Creates the designer of a branch.
   *
   * @param branch the branch, with any role
   * @param stride the stride of the branch, 1 or 2
   * @param padded the state with the zeros around it that a 3×3 window of stride 2 reads, if the
   *     cell has such a layer
   */
  BranchDesigner(
      NasNetSpec spec,
      LayerListBuilder list,
      Location branch,
      Channels channels,
      int stride,
      @Nullable Layer padded) {
    this.spec = spec;
    this.list = list;
    this.branch = branch;
    this.channels = channels;
    this.stride = stride;
    this.padded = padded;
  }

  int stride() {
    return stride;
  }

  boolean hasCellChannels(Layer layer) {
    return layer.output().channels() == channels.filters();
  }

  Layer relu(Role role, Layer input) {
    return list.relu(branch.as(role), input);
  }

  Layer norm(Role role, Layer input) {
    return list.batchNorm(branch.as(role), input);
  }

  /** Appends a convolution with SAME padding. */
  Layer convolution(Role role, int height, int width, int stride, Layer input) {
    Window window = new Window(height, width, stride, Padding.SAME);
    return list.convolution(branch.as(role), input, window, channels.filters());
  }

  /** Appends a 1×1 convolution and batch norm. */
  Layer projection(Layer input) {
    return norm(Role.PROJECTION, convolution(Role.PROJECTION, 1, 1, 1, input));
  }

  /** Appends ReLU, a 1×1 convolution of the branch's stride and batch norm. */
  Layer strided(Layer input) {
    Layer relu = relu(Role.PROJECTION, input);
    return norm(Role.PROJECTION, convolution(Role.PROJECTION, 1, 1, stride, relu));
  }

  /** Appends ReLU, a separable convolution and batch norm. */
  Layer separable(Role role, int kernel, int stride, Layer input) {
    Location at = branch.as(role);
    Layer result = list.relu(at, input);
    Padding padding = Padding.SAME;
    if (stride == 2 && spec.poolPadding() != PoolPadding.SAME) {
      result = list.zeroPad(at, result, CellDesigner.border(result, kernel));
      padding = Padding.VALID;
    }
    Window window = Window.square(kernel, stride, padding);
    return list.batchNorm(at, list.separable(at, result, window, channels.filters()));
  }

  /**
   * Appends ReLU, a dilated separable convolution and batch norm. With stride 2 and dilation 2, the
   * kernel reads only every second pixel, so the input is reduced to these pixels, and the
   * convolution has neither stride nor dilation: Keras has no convolution with both.
   */
  Layer dilated(int kernel, int dilation, Layer input) {
    Location at = branch.as(Role.SEPARABLE_1);
    Layer result = list.relu(at, input);
    Window window = new Window(kernel, kernel, 1, Padding.SAME, dilation);
    if (stride == 2) {
      result = list.averagePool(at, result, Window.square(1, 2, Padding.SAME));
      window = new Window(kernel, kernel, 1, Padding.SAME);
    }
    return list.batchNorm(at, list.separable(at, result, window, channels.filters()));
  }

  /** Appends a pool with the branch's stride and the padding of the spec. */
  Layer pool(PoolOperation operation, Layer state) {
    Location at = branch.as(Role.POOL);
    boolean ignoresBorder =
        stride == 1
            || spec.poolPadding() == PoolPadding.SAME
            || (operation.isMax() && spec.poolPadding() == PoolPadding.TIMM);
    Layer input = ignoresBorder ? state : padded(at, operation.kernel(), state);
    Padding padding = ignoresBorder ? Padding.SAME : Padding.VALID;
    Window window = Window.square(operation.kernel(), stride, padding);
    return operation.isMax()
        ? list.maxPool(at, input, window)
        : list.averagePool(at, input, window);
  }

  private Layer padded(Location at, int kernel, Layer state) {
    return padded != null && kernel == CellDesigner.SHARED_PADDING
        ? padded
        : list.zeroPad(at, state, CellDesigner.border(state, kernel));
  }

  Layer dropPath(Role role, Layer input) {
    double keep = channels.dropPathKeep();
    return keep < 1 ? list.dropPath(branch.as(role), input, keep) : input;
  }
}
