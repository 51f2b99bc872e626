package dev.nasnet.architecture;

import com.google.errorprone.annotations.FormatMethod;
import dev.nasnet.architecture.CellSet.Place;
import dev.nasnet.problem.InvalidInputException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Every rule that a {@link Cell} obeys; messages begin with the place of the wrong entry. */
final class CellRules {
  /** The largest number of combinations of a cell. */
  static final int MAXIMUM_COMBINATIONS = 64;

  /** The largest number of cells of a listed plan. */
  static final int MAXIMUM_PLACES = 200;

  /** The largest number of channels of a state. */
  static final int MAXIMUM_WIDTH = 24_000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9 ._-]{0,59}");

  private final String place;
  private final boolean strided;
  private final Set<Integer> used = new HashSet<>();

  /**
   * Creates the rules of a cell.
   *
   * @param place the member of the file that holds the cell
   * @param strided whether the network has the cell with stride 2
   */
  CellRules(String place, boolean strided) {
    this.place = place;
    this.strided = strided;
  }

  static void checkName(String name) {
    require(
        NAME.matcher(name).matches(),
        "name (%s) must be a letter, then at most 59 letters, digits, spaces or . _ -; try my-cell",
        name);
  }

  /** Checks the entries of a listed plan. */
  static void checkPlaces(List<Place> places) {
    require(
        !places.isEmpty() && places.size() <= MAXIMUM_PLACES,
        "plan (%d entries) must have 1 to %d entries, one for each cell",
        places.size(),
        MAXIMUM_PLACES);
    for (int index = 0; index < places.size(); index++) {
      Place place = places.get(index);
      require(
          place.stride() == 1 || place.stride() == 2,
          "plan[%d].stride (%d) must be 1 or 2",
          index,
          place.stride());
      require(
          place.width() >= 2 && place.width() <= MAXIMUM_WIDTH,
          "plan[%d].width (%d) must be within 2 and %d: the channels of each state of the cell",
          index,
          place.width(),
          MAXIMUM_WIDTH);
    }
    require(
        places.stream().anyMatch(place -> !place.isReduction()),
        "plan (%d entries) must have an entry with the cell normal; name a single cell normal",
        places.size());
  }

  void check(Cell cell) {
    int count = cell.combinations().size();
    checkCount(count);
    for (int index = 0; index < count; index++) {
      checkState(index, "left", cell.combinations().get(index).left().state());
      checkState(index, "right", cell.combinations().get(index).right().state());
    }
    checkOutputs(cell.outputs(), count);
    checkAllUsed(count);
  }

  /** Checks the number of combinations, before any of them is read. */
  void checkCount(int count) {
    require(
        count >= 1 && count <= MAXIMUM_COMBINATIONS,
        "%s.combinations (%d of them) must have 1 to %d entries; NASNet-A has 5",
        place,
        count,
        MAXIMUM_COMBINATIONS);
  }

  private void checkState(int index, String side, int state) {
    int most = index + 1;
    require(
        state >= 0 && state <= most,
        "%s.combinations[%d].%s.state (%d) must be within 0 and %d: 0 is the current input, 1 the"
            + " previous input, and a combination can read only those before it",
        place,
        index,
        side,
        state,
        most);
    used.add(state);
  }

  private void checkOutputs(List<Integer> outputs, int count) {
    require(
        !outputs.isEmpty(),
        "%s.outputs ([]) must name at least one state: without one, the cell's width is 0",
        place);
    for (int index = 0; index < outputs.size(); index++) {
      int state = outputs.get(index);
      int least = strided ? 2 : 0;
      require(
          state >= least && state <= count + 1,
          "%s.outputs[%d] (%d) must be within %d and %d%s",
          place,
          index,
          state,
          least,
          count + 1,
          strided ? ": a cell of stride 2 cannot output its inputs, which are larger" : "");
      require(
          outputs.indexOf(state) == index,
          "%s.outputs[%d] (%d) must not name a state a second time; remove it",
          place,
          index,
          state);
      used.add(state);
    }
  }

  private void checkAllUsed(int count) {
    require(
        used.contains(Cell.CURRENT),
        "%s.combinations never read state 0, the current input; let a branch read it",
        place);
    require(
        used.contains(Cell.PREVIOUS),
        "%s.combinations never read state 1, the previous input; let a branch read it",
        place);
    for (int index = 0; index < count; index++) {
      require(
          used.contains(index + 2),
          "%s.combinations[%d] makes state %d, which no branch and no output reads; remove the"
              + " combination or add the state to the outputs",
          place,
          index,
          index + 2);
    }
  }

  @FormatMethod
  private static void require(boolean condition, String format, Object... values) {
    if (!condition) {
      throw new InvalidInputException(format.formatted(values));
    }
  }
}
