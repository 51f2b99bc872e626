package dev.nasnet.architecture;

import dev.nasnet.architecture.Location.Role;
import java.util.List;

/**
 * A convolution: ReLU, the convolution and batch norm. A factorized one is a convolution of one row
 * and then one of one column, with one batch norm after both ({@code conv_7x1_1x7} of DARTS); the
 * second has the branch's stride.
 *
 * @param kernel the side of the kernel in pixels
 * @param isFactorized whether 1×K and K×1 replace K×K
 */
record ConvolutionOperation(int kernel, boolean isFactorized) implements Operation {
  static List<Operation> all() {
    return List.of(
        new ConvolutionOperation(1, false),
        new ConvolutionOperation(3, false),
        new ConvolutionOperation(3, true),
        new ConvolutionOperation(7, true));
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTION;
  }

  @Override
  public String word() {
    return (isFactorized ? "convolution_1x%1$d_%1$dx1" : "convolution_%1$dx%1$d").formatted(kernel);
  }

  @Override
  public String label() {
    return (isFactorized ? "1×%1$d, %1$d×1" : "conv %1$d×%1$d").formatted(kernel);
  }

  @Override
  public Layer append(BranchDesigner branch, Layer state) {
    Layer relu = branch.relu(Role.CONVOLUTION_1, state);
    if (!isFactorized) {
      Layer all = branch.convolution(Role.CONVOLUTION_1, kernel, kernel, branch.stride(), relu);
      return branch.dropPath(Role.CONVOLUTION_1, branch.norm(Role.CONVOLUTION_1, all));
    }
    Layer row = branch.convolution(Role.CONVOLUTION_1, 1, kernel, 1, relu);
    Layer column = branch.convolution(Role.CONVOLUTION_2, kernel, 1, branch.stride(), row);
    return branch.dropPath(Role.CONVOLUTION_2, branch.norm(Role.CONVOLUTION_2, column));
  }
}
