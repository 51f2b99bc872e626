package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.nasnet.architecture.Cell.Branch;
import dev.nasnet.architecture.Cell.Combination;
import dev.nasnet.architecture.CellSet.Place;
import dev.nasnet.architecture.CellSet.Plan;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last cells that each rule allows and the first that it refuses, and files of cells. */
class CellRulesTest {
  private static final Operation IDENTITY = new IdentityOperation();
  private static final Cell ONE = cell(1, List.of(2));

  @TempDir Path folder;

  @Test
  void namesOfCells() {
    for (String name : List.of("a", "My cell_1.0-b", "a".repeat(60))) {
      assertThat(inPlace(name, ONE, ONE).name()).isEqualTo(name);
    }
    assertThat(inPlace("My cell-1.0", ONE, ONE).modelName()).isEqualTo("my_cell_1_0");
    for (String name : List.of("", " a", "1a", "a".repeat(61), "a/b")) {
      refused("name (%s) must be a letter".formatted(name), () -> inPlace(name, ONE, ONE));
    }
  }

  @Test
  void numbersOfCombinations() {
    assertThat(inPlace("a", cell(64, List.of(65)), ONE).normal().combinations()).hasSize(64);
    refused("normal.combinations (65 of them)", () -> inPlace("a", cell(65, List.of(66)), ONE));
    Cell none = new Cell(List.of(), List.of(0, 1));
    refused("normal.combinations (0 of them) must have 1", () -> inPlace("a", none, ONE));
  }

  @Test
  void statesAreReadBehindTheirMaking() {
    refused("normal.combinations[0].left.state (2) must be", () -> inPlace("a", pair(2, 1), ONE));
    refused("normal.combinations[0].right.state (2) must be", () -> inPlace("a", pair(0, 2), ONE));
    refused("reduction.combinations[0].right.state (-1)", () -> inPlace("a", ONE, pair(0, -1)));
    refused("normal.combinations never read state 0", () -> inPlace("a", pair(1, 1), ONE));
    refused("normal.combinations never read state 1", () -> inPlace("a", pair(0, 0), ONE));
    refused("reduction.combinations never read state 1", () -> inPlace("a", ONE, pair(0, 0)));
    assertThat(inPlace("a", new Cell(pair(1, 1).combinations(), List.of(0, 2)), ONE)).isNotNull();
  }

  @Test
  void outputsAreStates() {
    assertThat(inPlace("a", cell(2, List.of(0, 1, 2, 3)), ONE)).isNotNull();
    refused("normal.outputs[0] (-1)", () -> inPlace("a", cell(1, List.of(-1, 2)), ONE));
    refused("normal.outputs[1] (3) must be within 0 and 2", () -> inPlace("a", out(2, 3), ONE));
    refused("reduction.outputs[1] (1) must be within 2", () -> inPlace("a", ONE, out(2, 1)));
    refused(
        "normal.combinations[1] makes state 3, which no branch",
        () -> inPlace("a", new Cell(sums(0, 1, 0, 1), List.of(2)), ONE));
  }

  /** In place, the one cell is also that of stride 2. */
  @Test
  void aCellOfBothStridesCannotOutputItsInputs() {
    Cell inputs = out(1, 2);
    refused("normal.outputs[0] (1) must be within 2", () -> inPlace("a", inputs, inputs));
    assertThat(inPlace("a", inputs, ONE).hasReduction()).isTrue();
    assertThat(inPlace("a", ONE, ONE).hasReduction()).isFalse();
    assertThat(new CellSet("a", Plan.INSERTED, ONE, ONE).hasReduction()).isTrue();
    Place plain = new Place(false, 1, 8);
    assertThat(listed(List.of(plain), inputs).hasReduction()).isFalse();
    List<Place> halving = List.of(plain, new Place(false, 2, 8));
    refused("normal.outputs[0] (1) must be within 2", () -> listed(halving, inputs));
  }

  @Test
  void placesOfAListedPlan() {
    for (int width : new int[] {2, 24_000}) {
      assertThat(listed(List.of(new Place(false, 2, width)), ONE).listedFeatures())
          .isEqualTo(width);
    }
    refused(
        "plan[1].width (1) must be within 2 and 24000",
        () -> listed(List.of(new Place(false, 1, 2), new Place(false, 1, 1)), ONE));
    refused("plan[0].width (24001)", () -> listed(List.of(new Place(false, 1, 24_001)), ONE));
    refused("plan[0].stride (0) must be", () -> listed(List.of(new Place(false, 0, 8)), ONE));
    refused("plan (0 entries) must have 1 to 200", () -> listed(List.of(), ONE));
    Place place = new Place(false, 1, 4);
    assertThat(listed(Collections.nCopies(200, place), ONE).cells(7)).isEqualTo(200);
    refused("plan (201 entries)", () -> listed(Collections.nCopies(201, place), ONE));
    refused(
        "plan (1 entries) must have an entry with the cell normal",
        () -> listed(List.of(new Place(true, 1, 4)), ONE));
  }

  @Test
  void aReductionThatNoEntryNamesIsNotChecked() {
    Cell useless = pair(0, 0);
    CellSet cells = new CellSet("a", Plan.LISTED, List.of(new Place(false, 1, 4)), ONE, useless);
    assertThat(cells.toJson().has("reduction")).isFalse();
    List<Place> both = List.of(new Place(true, 1, 4), new Place(false, 1, 4));
    refused(
        "reduction.combinations never read state 1",
        () -> new CellSet("a", Plan.LISTED, both, ONE, useless));
  }

  @Test
  void aFileHasAtMostAMebibyte() throws IOException {
    JsonObject json = inPlace("a", ONE, ONE).toJson();
    assertThat(json.has("reduction")).isFalse();
    String text = json.toString();
    Path file = folder.resolve("cell.json");
    Files.writeString(file, text + " ".repeat((1 << 20) - text.length()));
    assertThat(CellSet.read(file)).isEqualTo(inPlace("a", ONE, ONE));
    Files.writeString(file, text + " ".repeat((1 << 20) + 1 - text.length()));
    refused("cell file (%s) must be a file of at most 1 MiB".formatted(file), () -> read(file));
    refused("must be a file of at most 1 MiB", () -> read(folder));
    refused("cell file (%s) does not exist".formatted(folder + "/none"), () -> read("none"));
    Files.write(file, new byte[] {'{', (byte) 0xff, '}'});
    refused("cell file (%s) must be a readable text in UTF-8".formatted(file), () -> read(file));
  }

  @Test
  void aFileWithoutReductionHasOneCell() {
    JsonObject json = inPlace("a", ONE, ONE).toJson();
    json.addProperty("plan", "inserted");
    refused("reduction is missing; see docs/cells.md", () -> CellSet.parse(json.toString()));
    json.addProperty("plan", "listed");
    refused("plan (listed) must be inserted, in-place", () -> CellSet.parse(json.toString()));
  }

  @Test
  void wrongValuesAreShortened() {
    JsonObject json = inPlace("a", ONE, ONE).toJson();
    JsonArray outputs = new JsonArray();
    outputs.add("x".repeat(38));
    json.getAsJsonObject("normal").add("outputs", outputs);
    refused(
        "normal.outputs[0] (\"%s\") must be a whole number".formatted("x".repeat(38)),
        () -> CellSet.parse(json.toString()));
    outputs.set(0, new JsonPrimitive("x".repeat(39)));
    refused(
        "normal.outputs[0] (\"%s…) must be a whole".formatted("x".repeat(39)),
        () -> CellSet.parse(json.toString()));
    outputs.set(0, new JsonPrimitive(2_147_483_648L));
    refused("(2147483648) must be a whole number", () -> CellSet.parse(json.toString()));
    outputs.set(0, new JsonPrimitive(2_147_483_647L));
    refused("normal.outputs[0] (2147483647) must be within", () -> CellSet.parse("" + json));
    json.getAsJsonObject("normal").addProperty("outputs", 2);
    refused("normal.outputs (2) must be an array", () -> CellSet.parse(json.toString()));
    json.addProperty("name", 7);
    refused("name (7) must be a string", () -> CellSet.parse(json.toString()));
  }

  private void read(Path file) {
    CellSet.read(file);
  }

  private void read(String name) {
    read(folder.resolve(name));
  }

  private static void refused(String message, Runnable reading) {
    assertThatThrownBy(reading::run)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("): cell file");
  }

  private static CellSet inPlace(String name, Cell normal, Cell reduction) {
    return new CellSet(name, Plan.IN_PLACE, normal, reduction);
  }

  private static CellSet listed(List<Place> places, Cell normal) {
    return new CellSet("a", Plan.LISTED, places, normal, ONE);
  }

  /** Sums of which each reads the state before it and the previous input. */
  private static Cell cell(int count, List<Integer> outputs) {
    int[] states =
        IntStream.range(0, 2 * count).map(i -> i % 2 == 1 ? 1 : chained(i / 2)).toArray();
    return new Cell(sums(states), outputs);
  }

  private static int chained(int index) {
    return index == 0 ? 0 : index + 1;
  }

  private static Cell pair(int left, int right) {
    return new Cell(sums(left, right), List.of(2));
  }

  private static Cell out(Integer... outputs) {
    return cell(1, List.of(outputs));
  }

  private static List<Combination> sums(int... states) {
    List<Combination> sums = new ArrayList<>();
    for (int i = 0; i < states.length; i += 2) {
      sums.add(
          new Combination(new Branch(IDENTITY, states[i]), new Branch(IDENTITY, states[i + 1])));
    }
    return sums;
  }
}
