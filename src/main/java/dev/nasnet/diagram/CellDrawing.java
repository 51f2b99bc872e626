package dev.nasnet.diagram;

import dev.nasnet.architecture.Cell;
import dev.nasnet.architecture.Operation;
import dev.nasnet.diagram.Svg.Box;
import dev.nasnet.diagram.Svg.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a cell as figure 4 of arXiv:1707.07012 does: its two inputs at the bottom, the five sums
 * above them and the concatenation at the top.
 */
final class CellDrawing {
  static final double WIDTH = 830;

  private static final double OPERATION_WIDTH = 70;
  private static final double BLOCK = 165;
  private static final double HEIGHT = 24;
  private static final double ROW = 120;
  private static final double INPUT_WIDTH = 150;
  private static final List<String> COLOURS =
      List.of("#c0392b", "#2c6fbb", "#2e8b57", "#8e5ea2", "#b9770e", "#16807a", "#666666");

  private final Svg svg;
  private final Cell cell;
  private final double left;
  private final double top;
  private final List<Box> states = new ArrayList<>();

  CellDrawing(Svg svg, Cell cell, double left, double top) {
    this.svg = svg;
    this.cell = cell;
    this.left = left;
    this.top = top;
  }

  static double height(Cell cell) {
    return 160 + ROW * rows(cell);
  }

  void draw() {
    svg.heading(new Point(left, top + 16), cell.kind() + " cell, stride " + cell.stride());
    double bottom = top + height(cell) - HEIGHT - 10;
    input("current", left + WIDTH * 0.6, bottom);
    input("previous", left + WIDTH * 0.2, bottom);
    for (int number = 0; number < cell.combinations().size(); number++) {
      combination(number);
    }
    Box joined = new Box(left + WIDTH / 2 - 75, top + 34, INPUT_WIDTH, HEIGHT);
    cell.outputs().forEach(state -> arrow(state, joined.bottom()));
    svg.box(joined, "concatenation", "#e4e4e4");
  }

  private void input(String name, double x, double y) {
    Box box = new Box(x, y, INPUT_WIDTH, HEIGHT);
    states.add(box);
    svg.box(box, name, "#ffffff");
  }

  private void combination(int number) {
    Cell.Combination sum = cell.combinations().get(number);
    double x = left + BLOCK * place(number) + 8;
    double y = top + 110 + ROW * (rows(cell) - 1 - row(cell, number));
    Box add = new Box(x + OPERATION_WIDTH + 4 - 18, y, 36, HEIGHT);
    states.add(add);
    branch(sum.left(), new Box(x, y + 46, OPERATION_WIDTH, HEIGHT), add);
    branch(sum.right(), new Box(x + OPERATION_WIDTH + 8, y + 46, OPERATION_WIDTH, HEIGHT), add);
    svg.box(add, "add", "#f2f2f2");
  }

  private void branch(Cell.Branch branch, Box box, Box add) {
    arrow(branch.state(), box.bottom());
    svg.arrow(box.top(), add.bottom(), "#555555");
    svg.box(box, word(branch.operation()), colour(branch.operation()));
  }

  private void arrow(int state, Point to) {
    svg.arrow(states.get(state).top(), to, COLOURS.get(state));
  }

  /** The column of a combination; one of the upper row is between two of the lower row. */
  private double place(int number) {
    if (row(cell, number) == 0) {
      return number;
    }
    double before = firstOf(1);
    return number - before + 1.5;
  }

  private int firstOf(int row) {
    int number = 0;
    while (row(cell, number) != row) {
      number++;
    }
    return number;
  }

  /** The row of a combination: 0 if it reads only the inputs of the cell, else 1. */
  private static int row(Cell cell, int number) {
    Cell.Combination sum = cell.combinations().get(number);
    return Math.max(sum.left().state(), sum.right().state()) <= Cell.PREVIOUS ? 0 : 1;
  }

  private static int rows(Cell cell) {
    int rows = 1;
    for (int number = 0; number < cell.combinations().size(); number++) {
      rows = Math.max(rows, row(cell, number) + 1);
    }
    return rows;
  }

  private static String word(Operation operation) {
    return switch (operation) {
      case SEPARABLE_3X3 -> "sep 3×3";
      case SEPARABLE_5X5 -> "sep 5×5";
      case SEPARABLE_7X7 -> "sep 7×7";
      case AVERAGE_POOL_3X3 -> "avg 3×3";
      case MAX_POOL_3X3 -> "max 3×3";
      case IDENTITY -> "identity";
    };
  }

  private static String colour(Operation operation) {
    return switch (operation) {
      case SEPARABLE_3X3, SEPARABLE_5X5, SEPARABLE_7X7 -> "#fde3a7";
      case AVERAGE_POOL_3X3, MAX_POOL_3X3 -> "#cfe5f7";
      case IDENTITY -> "#eeeeee";
    };
  }
}
