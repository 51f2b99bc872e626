package dev.nasnet.diagram;

import dev.nasnet.architecture.Cell;
import dev.nasnet.architecture.Operation;
import dev.nasnet.diagram.Svg.Box;
import dev.nasnet.diagram.Svg.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Draws a cell as figure 4 of arXiv:1707.07012 does: its two inputs at the bottom, the sums above
 * them, each above those that it reads, and the concatenation at the top.
 */
final class CellDrawing {
  private static final int COLUMNS = 5;
  private static final double OPERATION_WIDTH = 70;
  private static final double BLOCK = 165;
  private static final double HEIGHT = 24;
  private static final double ROW = 120;
  private static final double INPUT_WIDTH = 150;
  private static final List<String> COLOURS =
      List.of("#c0392b", "#2c6fbb", "#2e8b57", "#8e5ea2", "#b9770e", "#16807a", "#666666");

  private final Svg svg;
  private final String title;
  private final Cell cell;
  private final int[] rows;
  private final double left;
  private final double top;
  private final List<Box> states = new ArrayList<>();

  CellDrawing(Svg svg, String title, Cell cell, double left, double top) {
    this.svg = svg;
    this.title = title;
    this.cell = cell;
    rows = rows(cell);
    this.left = left;
    this.top = top;
  }

  static double height(Cell cell) {
    return 160 + ROW * (highest(rows(cell)) + 1);
  }

  static double width(Cell cell) {
    return 5 + BLOCK * columns(rows(cell));
  }

  void draw() {
    svg.heading(new Point(left, top + 16), title);
    double bottom = top + height(cell) - HEIGHT - 10;
    input("current", left + width(cell) * 0.6, bottom);
    input("previous", left + width(cell) * 0.2, bottom);
    for (int number = 0; number < cell.combinations().size(); number++) {
      combination(number);
    }
    Box joined = new Box(left + width(cell) / 2 - 75, top + 34, INPUT_WIDTH, HEIGHT);
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
    double y = top + 110 + ROW * (highest(rows) - rows[number]);
    Box add = new Box(x + OPERATION_WIDTH + 4 - 18, y, 36, HEIGHT);
    states.add(add);
    branch(sum.left(), new Box(x, y + 46, OPERATION_WIDTH, HEIGHT), add);
    branch(sum.right(), new Box(x + OPERATION_WIDTH + 8, y + 46, OPERATION_WIDTH, HEIGHT), add);
    svg.box(add, "add", "#f2f2f2");
  }

  private void branch(Cell.Branch branch, Box box, Box add) {
    arrow(branch.state(), box.bottom());
    svg.arrow(box.top(), add.bottom(), "#555555");
    svg.box(box, branch.operation().label(), colour(branch.operation()));
  }

  private void arrow(int state, Point to) {
    svg.arrow(states.get(state).top(), to, COLOURS.get(state % COLOURS.size()));
  }

  /** The column of a combination; the rows above the lowest are in the middle. */
  private double place(int number) {
    int before = 0;
    for (int other = 0; other < number; other++) {
      before += rows[other] == rows[number] ? 1 : 0;
    }
    double indent = (columns(rows) - count(rows, rows[number])) / 2.0;
    return rows[number] == 0 ? before : before + indent;
  }

  /** The row of each combination: 0 if it reads only the inputs of the cell. */
  private static int[] rows(Cell cell) {
    int[] rows = new int[cell.combinations().size()];
    for (int number = 0; number < rows.length; number++) {
      Cell.Combination sum = cell.combinations().get(number);
      for (Cell.Branch branch : List.of(sum.left(), sum.right())) {
        int read = branch.state() - 2;
        rows[number] = Math.max(rows[number], read < 0 ? 0 : rows[read] + 1);
      }
    }
    return rows;
  }

  private static int highest(int[] rows) {
    return Arrays.stream(rows).max().orElse(0);
  }

  private static int columns(int[] rows) {
    return Math.max(COLUMNS, Arrays.stream(rows).map(row -> count(rows, row)).max().orElse(0));
  }

  private static int count(int[] rows, int row) {
    return (int) Arrays.stream(rows).filter(other -> other == row).count();
  }

  private static String colour(Operation operation) {
    return switch (operation.kind()) {
      case CONVOLUTION -> "#fde3a7";
      case POOL -> "#cfe5f7";
      case IDENTITY -> "#eeeeee";
    };
  }
}
