package dev.nasnet.architecture;

import dev.nasnet.architecture.Location.Role;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Separable convolutions of a square kernel. Without dilation two of them, each of ReLU, depthwise
 * convolution, pointwise convolution and batch norm, of which the first has the branch's stride
 * ({@code separable_KxK_2} of TF-slim, {@code sep_conv_KxK} of DARTS). With dilation one of them
 * ({@code dil_conv_KxK} of DARTS).
 *
 * @param kernel the side of the kernel in pixels: 3, 5 or 7
 * @param dilation the distance between the pixels that the kernel reads: 1 or 2
 */
record SeparableOperation(int kernel, int dilation) implements Operation {
  static List<Operation> all() {
    return IntStream.of(1, 2)
        .boxed()
        .flatMap(
            dilation ->
                IntStream.of(3, 5, 7)
                    .<Operation>mapToObj(kernel -> new SeparableOperation(kernel, dilation)))
        .toList();
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTION;
  }

  @Override
  public String word() {
    return "%sseparable_%dx%d".formatted(dilation > 1 ? "dilated_" : "", kernel, kernel);
  }

  @Override
  public String label() {
    return "%s %d×%d".formatted(dilation > 1 ? "dil" : "sep", kernel, kernel);
  }

  @Override
  public Layer append(BranchDesigner branch, Layer state) {
    if (dilation > 1) {
      return branch.dropPath(Role.SEPARABLE_1, branch.dilated(kernel, dilation, state));
    }
    Layer first = branch.separable(Role.SEPARABLE_1, kernel, branch.stride(), state);
    Layer second = branch.separable(Role.SEPARABLE_2, kernel, 1, first);
    return branch.dropPath(Role.SEPARABLE_2, second);
  }
}
