package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cell files: what they mean, what is written again, and one line for each wrong entry. */
class CellSetTest {
  private static final Path FOLDER = Path.of("src/test/resources/cells");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"odd.json", "darts-v2.txt", "listed.json"})
  void whatIsWrittenIsReadAgain(String name) {
    CellSet cells = Cell.read(FOLDER.resolve(name));
    assertThat(CellSet.parse(cells.toJson().toString())).isEqualTo(cells);
    NasNetSpec spec = NasNetSpec.mobile().toBuilder().cellSet(cells).build();
    assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    assertThat(SpecJson.write(spec)).contains("cellSet");
    assertThat(SpecJson.texts(spec))
        .containsEntry("cellSet", cells.toJson().toString())
        .containsEntry("cells", Integer.toString(spec.cells()));
  }

  @Test
  void theSpecOfNasNetDoesNotRepeatItsCells() {
    assertThat(SpecJson.write(NasNetSpec.large())).doesNotContain("cellSet");
    assertThat(SpecJson.read(SpecJson.write(NasNetSpec.pnasNetMobile())))
        .isEqualTo(NasNetSpec.pnasNetMobile());
  }

  @Test
  void aGenotypeSwapsTheInputsAndKeepsTheNodes() {
    CellSet cells = Cell.read(FOLDER.resolve("darts-v2.txt"));
    assertThat(cells.name()).isEqualTo("DARTS_V2");
    assertThat(cells.normal().outputs()).containsExactly(2, 3, 4, 5);
    Cell.Combination last = cells.normal().combinations().get(3);
    assertThat(last.left()).isEqualTo(new Cell.Branch(new IdentityOperation(), Cell.PREVIOUS));
    assertThat(last.right()).isEqualTo(new Cell.Branch(new SeparableOperation(3, 2), 2));
  }

  @Test
  void theSchemaNamesTheSameOperations() throws IOException {
    JsonObject schema = schema();
    JsonArray words =
        schema
            .getAsJsonObject("$defs")
            .getAsJsonObject("branch")
            .getAsJsonObject("properties")
            .getAsJsonObject("operation")
            .getAsJsonArray("enum");
    assertThat(StreamSupport.stream(words.spliterator(), false).map(JsonElement::getAsString))
        .containsExactlyElementsOf(Operation.all().stream().map(Operation::word).toList());
    int most =
        schema
            .getAsJsonObject("$defs")
            .getAsJsonObject("cell")
            .getAsJsonObject("properties")
            .getAsJsonObject("combinations")
            .get("maxItems")
            .getAsInt();
    assertThat(most).isEqualTo(CellRules.MAXIMUM_COMBINATIONS);
    String text = schema.toString();
    assertThat(text)
        .contains("\"maxItems\":" + CellRules.MAXIMUM_PLACES)
        .contains("\"maximum\":" + CellRules.MAXIMUM_WIDTH);
  }

  private static JsonObject schema() throws IOException {
    try (var stream = CellSet.class.getResourceAsStream("cells.schema.json")) {
      byte[] bytes = Objects.requireNonNull(stream).readAllBytes();
      return JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).getAsJsonObject();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"state\": 2 }' | '\"state\": 9 }' | normal.combinations[2].left.state (9) must be"
            + " within",
        "'\"state\": 3 }' | '\"state\": 5 }' | normal.combinations[3].left.state (5) must be"
            + " within",
        "'\"state\": 2 }' | '\"state\": -1 }' | normal.combinations[2].left.state (-1) must be",
        "'\"state\": 2 }' | '\"state\": 1.5 }' | normal.combinations[2].left.state (1.5) must be a",
        "'\"state\": 2 }' | '\"state\": \"2\" }' | state (\"2\") must be a whole number",
        "max_pool_5x5 | max_pool_4x4 | normal.combinations[1].right.operation (max_pool_4x4) must"
            + " be",
        "[6, 5, 1] | [5, 1] | normal.combinations[4] makes state 6, which no branch and no output",
        "[6, 5, 1] | [] | normal.outputs ([]) must name at least one state",
        "[6, 5, 1] | [6, 5, 5, 1] | normal.outputs[2] (5) must not name a state a second time",
        "[6, 5, 1] | [6, 7, 1] | normal.outputs[1] (7) must be within 0 and 6",
        "'[2, 4,' | '[1, 2, 4,' | reduction.outputs[0] (1) must be within 2 and 7: a cell of stride"
            + " 2",
        "inserted | in place | plan (in place) must be inserted, in-place or an array of cells",
        "'\"inserted\"' | 7 | plan (7) must be inserted, in-place or an array of cells",
        "'\"inserted\"' | [] | plan (0 entries) must have 1 to 200 entries",
        "'\"inserted\"' | [7] | plan[0] (7) must be a JSON object",
        "'\"name\": \"odd\"' | '\"name\": \"1\"' | name (1) must be a letter",
        "'\"name\": \"odd\"' | '\"width\": 0' | the file (width) must have no other members",
        "'\"left\":' | '\"links\":' | normal.combinations[0] (links) must have no other members",
        "'\"reduction\":' | '\"$schema\":' | reduction is missing",
        "'\"normal\": {' | '\"normal\": [{' | the text must be a JSON object",
      })
  void aWrongEntryIsNamed(String from, String to, String message) throws IOException {
    String whole = Files.readString(FOLDER.resolve("odd.json"));
    int at = whole.indexOf(from);
    Path file = folder.resolve("cell.json");
    Files.writeString(file, whole.substring(0, at) + to + whole.substring(at + from.length()));
    assertRefused(file, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"width\": 12' | '\"width\": 0' | plan[1].width (0) must be within 2 and 24000",
        "'\"width\": 12' | '\"width\": 24001' | plan[1].width (24001) must be within 2 and 24000",
        "'\"width\": 12' | '\"width\": \"12\"' | plan[1].width (\"12\") must be a whole number",
        "'\"width\": 12' | '\"height\": 12' | plan[1] (height) must have no other members than",
        "'\"stride\": 1' | '\"stride\": 3' | plan[1].stride (3) must be 1 or 2",
        "'\"stride\": 1, ' | '' | plan[1].stride is missing",
        "'\"cell\": \"normal\"' | '\"cell\": \"stem\"' | plan[1].cell (stem) must be normal or",
        "'\"cell\": \"reduction\"' | '\"cell\": \"normal\"' | reduction is the cell of no entry of"
            + " the",
        "'\"outputs\": [2, 3]' | '\"outputs\": [0, 2, 3]' | normal.outputs[0] (0) must be within 2"
            + " and",
        "'\"reduction\": {' | '\"$schema\": {' | reduction is missing",
      })
  void aWrongEntryOfAPlanIsNamed(String from, String to, String message) throws IOException {
    String whole = Files.readString(FOLDER.resolve("listed.json"));
    int at = whole.indexOf(from);
    assertThat(at).as(from).isPositive();
    Path file = folder.resolve("cell.json");
    Files.writeString(file, whole.substring(0, at) + to + whole.substring(at + from.length()));
    assertRefused(file, message);
  }

  @Test
  void aListedPlanIsTheNetworksPlan() {
    CellSet cells = Cell.read(FOLDER.resolve("listed.json"));
    NasNetSpec spec = NasNetSpec.cifar().toBuilder().cellSet(cells).build();
    assertThat(spec.notation()).isEqualTo("4@48");
    List<PlannedCell> plan = PlannedCell.of(spec);
    assertThat(plan.stream().map(cell -> cell.block().name()))
        .containsExactly("cell_0", "cell_1", "cell_2", "cell_3");
    assertThat(plan.stream().map(PlannedCell::stride)).containsExactly(2, 1, 2, 1);
    assertThat(plan.stream().map(PlannedCell::filters)).containsExactly(8, 12, 12, 24);
    assertThat(plan.get(0).cell()).isEqualTo(cells.reduction());
    Network network = Network.of(spec);
    OutputShape last = network.output().output();
    assertThat(last.channels()).isEqualTo(10);
    assertThatThrownBy(() -> spec.toBuilder().notation("3@48").build())
        .hasMessageContaining("spec (3@48) must be 4@48 for the listed plan of listed");
    assertThatThrownBy(() -> spec.toBuilder().auxiliaryHead(true).build())
        .hasMessageContaining("auxiliaryHead (true) must be false for the listed plan of listed");
    assertThat(spec.toBuilder().cellSet(CellSet.PNASNET_5).cells(1).build().filters()).isEqualTo(6);
  }

  @Test
  void aMissingFileIsSaidNotToExist() {
    assertRefused(folder.resolve("none.json"), "does not exist");
  }

  @Test
  void tenThousandCombinationsAreRefused() throws IOException {
    String row =
        "{\"left\":{\"operation\":\"identity\",\"state\":0},"
            + "\"right\":{\"operation\":\"identity\",\"state\":1}}";
    String rows = String.join(",", IntStream.range(0, 10_000).mapToObj(i -> row).toList());
    Path file = folder.resolve("cell.json");
    Files.writeString(
        file,
        "{\"name\":\"many\",\"plan\":\"in-place\",\"normal\":{\"combinations\":[%s],\"outputs\":[2]}}"
            .formatted(rows));
    boolean isShort = Files.size(file) <= 1 << 20;
    assertRefused(
        file, isShort ? "normal.combinations (10000 of them) must have 1 to 64" : "at most 1 MiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'sep_conv_3x3', 0 | 'sep_conv_9x9', 0 | normal[0] ('sep_conv_9x9') must be one of",
        "('dil_conv_3x3', 2) | ('dil_conv_3x3') | normal[7] must have the form",
        ", ('dil_conv_3x3', 2) | ~~ | normal (7 entries) must have two entries for each node",
        "('dil_conv_3x3', 2) | ('dil_conv_3x3', 5) | normal.combinations[3].right.state (5) must"
            + " be",
        "reduce= | shrink= | reduce is missing",
        "[2, 3, 4, 5] | [2, x] | normal_concat[1] (x) must be a number",
        "[2, 3, 4, 5] | [3, 4, 5] | none",
      })
  void aWrongGenotypeIsNamed(String from, String to, String message) throws IOException {
    String whole = Files.readString(FOLDER.resolve("darts-v2.txt"));
    assertThat(whole).contains(from);
    Path file = folder.resolve("cell.txt");
    Files.writeString(file, whole.replaceFirst(Pattern.quote(from), to));
    if (message.equals("none")) {
      // Node 2 is read by another node, so it need not be an output.
      assertThat(Cell.read(file).normal().outputs()).isEqualTo(List.of(3, 4, 5));
    } else {
      assertRefused(file, message);
    }
  }

  private static void assertRefused(Path file, String message) {
    assertThatThrownBy(() -> Cell.read(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("cell file (" + file)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
