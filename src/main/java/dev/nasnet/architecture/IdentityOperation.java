package dev.nasnet.architecture;

import java.util.List;

/**
 * No operation: the state itself. Where the branch has stride 2 or its state other channels than
 * the cell, it is ReLU, a 1×1 convolution of this stride and batch norm, as {@code none} of
 * TF-slim's {@code nasnet_utils.py}. Drop path never drops it.
 */
record IdentityOperation() implements Operation {
  static List<Operation> all() {
    return List.of(new IdentityOperation());
  }

  @Override
  public Kind kind() {
    return Kind.IDENTITY;
  }

  @Override
  public String word() {
    return "identity";
  }

  @Override
  public String label() {
    return "identity";
  }

  @Override
  public int kernel() {
    return 1;
  }

  @Override
  public Layer append(BranchDesigner branch, Layer state) {
    return branch.stride() == 1 && branch.hasCellChannels(state) ? state : branch.strided(state);
  }
}
