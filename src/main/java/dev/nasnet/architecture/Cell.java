package dev.nasnet.architecture;

import static dev.nasnet.architecture.Operation.AVERAGE_POOL_3X3;
import static dev.nasnet.architecture.Operation.IDENTITY;
import static dev.nasnet.architecture.Operation.MAX_POOL_3X3;
import static dev.nasnet.architecture.Operation.SEPARABLE_3X3;
import static dev.nasnet.architecture.Operation.SEPARABLE_5X5;
import static dev.nasnet.architecture.Operation.SEPARABLE_7X7;

import java.util.List;

/**
 * A cell of NASNet-A, as figure 4 of Zoph, Vasudevan, Shlens and Le, "Learning Transferable
 * Architectures for Scalable Image Recognition" (arXiv:1707.07012), draws it: five combinations of
 * two branches. Branches read states. State 0 is the squeezed current input, state 1 the adjusted
 * previous input, and the states from 2 on are the combinations in order.
 *
 * @param kind {@code normal} or {@code reduction}
 * @param stride the stride of branches that read state 0 or 1: 1 or 2
 * @param combinations the five sums
 * @param outputs the states that the cell's output concatenates, in order
 */
public record Cell(String kind, int stride, List<Combination> combinations, List<Integer> outputs) {
  /** The squeezed current input. */
  public static final int CURRENT = 0;

  /** The adjusted previous input. */
  public static final int PREVIOUS = 1;

  private static final int B0 = 2;
  private static final int B1 = 3;

  /** The normal cell of NASNet-A; its output has six states. */
  public static final Cell NORMAL_A =
      new Cell(
          "normal",
          1,
          List.of(
              sum(SEPARABLE_5X5, CURRENT, SEPARABLE_3X3, PREVIOUS),
              sum(SEPARABLE_5X5, PREVIOUS, SEPARABLE_3X3, PREVIOUS),
              sum(AVERAGE_POOL_3X3, CURRENT, IDENTITY, PREVIOUS),
              sum(AVERAGE_POOL_3X3, PREVIOUS, AVERAGE_POOL_3X3, PREVIOUS),
              sum(SEPARABLE_3X3, CURRENT, IDENTITY, CURRENT)),
          List.of(1, 2, 3, 4, 5, 6));

  /** The reduction cell of NASNet-A; it halves height and width, and its output has four states. */
  public static final Cell REDUCTION_A =
      new Cell(
          "reduction",
          2,
          List.of(
              sum(SEPARABLE_5X5, CURRENT, SEPARABLE_7X7, PREVIOUS),
              sum(MAX_POOL_3X3, CURRENT, SEPARABLE_7X7, PREVIOUS),
              sum(AVERAGE_POOL_3X3, CURRENT, SEPARABLE_5X5, PREVIOUS),
              sum(IDENTITY, B1, AVERAGE_POOL_3X3, B0),
              sum(SEPARABLE_3X3, B0, MAX_POOL_3X3, CURRENT)),
          List.of(3, 4, 5, 6));

  /** Copies the lists. */
  public Cell {
    combinations = List.copyOf(combinations);
    outputs = List.copyOf(outputs);
  }

  /**
   * An operation on a state.
   *
   * @param operation the operation
   * @param state the number of the state that it reads
   */
  public record Branch(Operation operation, int state) {}

  /**
   * A sum of two branches.
   *
   * @param left the first addend
   * @param right the second addend
   */
  public record Combination(Branch left, Branch right) {}

  boolean reduces() {
    return stride == 2;
  }

  private static Combination sum(Operation left, int leftState, Operation right, int rightState) {
    return new Combination(new Branch(left, leftState), new Branch(right, rightState));
  }
}
