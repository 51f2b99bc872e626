package dev.nasnet.diagram;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.diagram.Milestones.Kind;
import dev.nasnet.diagram.Milestones.Part;
import dev.nasnet.diagram.Svg.Box;
import dev.nasnet.diagram.Svg.Point;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Draws a network as SVG: its parts from the image up to the heads, and its two kinds of cells. */
public final class Diagram {
  private static final double MARGIN = 24;
  private static final double STACK_LEFT = 150;
  private static final double ASIDE = 110;
  private static final double BOX_WIDTH = 190;
  private static final double BOX_HEIGHT = 24;
  private static final double STEP = 42;
  private static final double HEADING = 70;
  private static final String GREY = "#555555";

  private final Network network;
  private final List<Part> parts;
  private final Map<String, Box> boxes = new HashMap<>();

  /**
   * Creates a diagram.
   *
   * @param network the network to draw
   */
  public Diagram(Network network) {
    this.network = network;
    parts = new Milestones(network).parts();
  }

  /** {@return an SVG 1.1 document in UTF-8; equal for equal networks} */
  public String svg() {
    CellSet cellSet = network.spec().cellSet();
    boolean isOne = cellSet.normal().equals(cellSet.reduction());
    double normal = CellDrawing.height(cellSet.normal());
    double cells = normal + (isOne ? 0 : CellDrawing.height(cellSet.reduction()) + MARGIN);
    double stack = STEP * parts.stream().filter(part -> part.kind() != Kind.AUXILIARY).count();
    double height = HEADING + Math.max(cells, stack) + MARGIN;
    double cellsLeft = STACK_LEFT + 2 * BOX_WIDTH + ASIDE + 80;
    double width =
        Math.max(CellDrawing.width(cellSet.normal()), CellDrawing.width(cellSet.reduction()));
    Svg svg = new Svg(cellsLeft + width + MARGIN, height, title());
    svg.heading(new Point(MARGIN, 34), title());
    stack(svg, height - MARGIN - BOX_HEIGHT);
    String title = isOne ? "cell, stride 1 or 2" : "normal cell, stride 1";
    new CellDrawing(svg, title, cellSet.normal(), cellsLeft, HEADING).draw();
    if (!isOne) {
      double below = HEADING + normal + MARGIN;
      new CellDrawing(svg, "reduction cell, stride 2", cellSet.reduction(), cellsLeft, below)
          .draw();
    }
    return svg.done();
  }

  private String title() {
    return String.format(
        Locale.ROOT,
        "%s %d @ %d at %s px: %,d parameters, %,.0f million multiply-adds",
        network.spec().cellSet().name(),
        network.spec().cells(),
        network.spec().penultimateFilters(),
        network.spec().size(),
        network.parameters(),
        network.multiplyAdds() / 1e6);
  }

  private void stack(Svg svg, double bottom) {
    double y = bottom;
    for (Part part : parts) {
      boolean isAside = part.kind() == Kind.AUXILIARY;
      Box box = isAside ? beside(part) : new Box(STACK_LEFT, y, BOX_WIDTH, BOX_HEIGHT);
      boxes.put(part.layer().name(), box);
      part.inputs().forEach(input -> connect(svg, box(input), box, isAside));
      svg.box(box, part.title(), colour(part.kind()));
      Point beside = new Point(box.x() + BOX_WIDTH + 8, box.y() + BOX_HEIGHT / 2 + 4);
      svg.label(beside, shape(part.layer().output()), "start");
      y -= isAside ? 0 : STEP;
    }
  }

  private Box box(String name) {
    return Objects.requireNonNull(boxes.get(name), name);
  }

  /** The box of a part to the right of its input, at the height of the gap above the input. */
  private Box beside(Part part) {
    double gap = box(part.inputs().get(0)).y() - (STEP - BOX_HEIGHT) / 2;
    double left = STACK_LEFT + BOX_WIDTH + ASIDE;
    return new Box(left, gap - BOX_HEIGHT / 2, BOX_WIDTH, BOX_HEIGHT);
  }

  /** Draws a straight arrow from the part below, or a curve around the parts between. */
  private static void connect(Svg svg, Box from, Box to, boolean isAside) {
    double over = (from.y() - to.y()) / STEP;
    if (isAside) {
      svg.arrow(from.top(), to.left(), GREY);
    } else if (over <= 1.01) {
      svg.arrow(from.top(), to.bottom(), GREY);
    } else {
      svg.detour(from.left(), to.left(), 22 + 12 * over, over > 2.01 ? "#c0392b" : "#2c6fbb");
    }
  }

  private static String shape(OutputShape shape) {
    return shape.dimensions().stream().map(String::valueOf).collect(Collectors.joining(" × "));
  }

  private static String colour(Kind kind) {
    return switch (kind) {
      case IMAGE -> "#ffffff";
      case STEM -> "#e8d9f1";
      case NORMAL -> "#d5efd8";
      case REDUCTION -> "#f9d6cf";
      case HEAD, AUXILIARY -> "#e4e4e4";
    };
  }
}
