package dev.nasnet.architecture;

import dev.nasnet.architecture.Location.Role;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A pool over a square window. Where its state has other channels than the cell, a 1×1 convolution
 * and batch norm follow.
 *
 * @param isMax whether it computes the maximum, else the average
 * @param kernel the side of the window in pixels: 2, 3, 5 or 7
 */
record PoolOperation(boolean isMax, int kernel) implements Operation {
  static List<Operation> all() {
    return Stream.of(false, true)
        .flatMap(
            isMax ->
                IntStream.of(2, 3, 5, 7)
                    .<Operation>mapToObj(kernel -> new PoolOperation(isMax, kernel)))
        .toList();
  }

  @Override
  public Kind kind() {
    return Kind.POOL;
  }

  @Override
  public String word() {
    return "%s_pool_%dx%d".formatted(isMax ? "max" : "average", kernel, kernel);
  }

  @Override
  public String label() {
    return "%s %d×%d".formatted(isMax ? "max" : "avg", kernel, kernel);
  }

  @Override
  public Layer append(BranchDesigner branch, Layer state) {
    Layer pooled = branch.pool(this, state);
    Layer fitting = branch.hasCellChannels(pooled) ? pooled : branch.projection(pooled);
    return branch.dropPath(Role.POOL, fitting);
  }
}
