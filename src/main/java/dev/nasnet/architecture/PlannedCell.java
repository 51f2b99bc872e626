package dev.nasnet.architecture;

import dev.nasnet.architecture.CellSet.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * A cell at its place in a network.
 *
 * @param cell the combinations
 * @param block the position in the network
 * @param stride 2 where the cell halves height and width, else 1
 * @param filters the channels of each state
 * @param passesPrevious whether the next cell's previous input is that of this cell, else this
 *     cell's current input
 * @param hasAuxiliaryHead whether an auxiliary head reads the cell's output
 */
record PlannedCell(
    Cell cell,
    Block block,
    int stride,
    int filters,
    boolean passesPrevious,
    boolean hasAuxiliaryHead) {
  private static final int STAGES = 3;

  private PlannedCell(Cell cell, Block block, int stride, int filters) {
    this(cell, block, stride, filters, false, false);
  }

  /** Returns the cells of a network, from the image to the classifier. */
  static List<PlannedCell> of(NasNetSpec spec) {
    List<PlannedCell> cells = new ArrayList<>();
    CellSet set = spec.cellSet();
    if (set.plan() == Plan.LISTED) {
      return listed(set);
    }
    if (spec.stem() == Stem.IMAGENET) {
      cells.add(new PlannedCell(set.reduction(), stemCell(1), 2, spec.filters() / 4));
      cells.add(new PlannedCell(set.reduction(), stemCell(2), 2, spec.filters() / 2));
    }
    for (int stage = 0; stage < STAGES; stage++) {
      cells.addAll(set.plan() == Plan.INSERTED ? inserted(spec, stage) : inPlace(spec, stage));
    }
    return cells;
  }

  private static List<PlannedCell> listed(CellSet set) {
    List<PlannedCell> cells = new ArrayList<>();
    for (CellSet.Place place : set.places()) {
      Block block = normalCell(cells.size());
      cells.add(new PlannedCell(set.at(place), block, place.stride(), place.width()));
    }
    return cells;
  }

  /** N normal cells, and before them a reduction cell except in the first stage. */
  private static List<PlannedCell> inserted(NasNetSpec spec, int stage) {
    List<PlannedCell> cells = new ArrayList<>();
    int filters = spec.filters() << stage;
    int first = stage * spec.cells();
    if (stage > 0) {
      Block block = new Block(Block.Kind.REDUCTION_CELL, first);
      boolean skips = spec.wiring() == Wiring.SKIP;
      cells.add(new PlannedCell(spec.cellSet().reduction(), block, 2, filters, skips, false));
    }
    for (int index = first; index < first + spec.cells(); index++) {
      // Keras's numbers of normal cells skip N, which is the first reduction cell's.
      Block block = normalCell(index < spec.cells() ? index : index + 1);
      boolean head = isLastOfSecondStage(spec, index);
      cells.add(new PlannedCell(spec.cellSet().normal(), block, 1, filters, false, head));
    }
    return cells;
  }

  /** N cells, of which the first has stride 2 except in the first stage. */
  private static List<PlannedCell> inPlace(NasNetSpec spec, int stage) {
    List<PlannedCell> cells = new ArrayList<>();
    int first = stage * spec.cells();
    for (int index = first; index < first + spec.cells(); index++) {
      boolean strided = stage > 0 && index == first;
      Cell cell = strided ? spec.cellSet().reduction() : spec.cellSet().normal();
      boolean head = isLastOfSecondStage(spec, index);
      int filters = spec.filters() << stage;
      cells.add(new PlannedCell(cell, normalCell(index), strided ? 2 : 1, filters, false, head));
    }
    return cells;
  }

  private static boolean isLastOfSecondStage(NasNetSpec spec, int index) {
    return index == 2 * spec.cells() - 1;
  }

  private static Block stemCell(int number) {
    return new Block(Block.Kind.STEM_CELL, number);
  }

  private static Block normalCell(int number) {
    return new Block(Block.Kind.NORMAL_CELL, number);
  }
}
