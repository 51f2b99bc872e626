package dev.nasnet.architecture;

import java.nio.file.Path;
import java.util.List;

/**
 * A cell: sums of two branches, as in figure 4 of Zoph, Vasudevan, Shlens and Le, "Learning
 * Transferable Architectures for Scalable Image Recognition" (arXiv:1707.07012). Branches read
 * states. State 0 is the squeezed current input, state 1 the adjusted previous input, and the
 * states from 2 on are the combinations in order. In a cell of stride 2, the branches that read
 * state 0 or 1 have stride 2.
 *
 * @param combinations the sums, at least one
 * @param outputs the states that the cell's output concatenates, in order
 */
public record Cell(List<Combination> combinations, List<Integer> outputs) {
  /** The squeezed current input. */
  public static final int CURRENT = 0;

  /** The adjusted previous input. */
  public static final int PREVIOUS = 1;

  /**
   * Copies the lists.
   *
   * @param combinations the sums, at least one
   * @param outputs the states that the cell's output concatenates, in order
   */
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

  /**
   * Reads the cells of a network from a file, as {@link CellSet#read(Path)} does.
   *
   * @param file a cell file, JSON, or a DARTS genotype
   * @return the cells, and where those of stride 2 stand
   */
  public static CellSet read(Path file) {
    return CellSet.read(file);
  }
}
