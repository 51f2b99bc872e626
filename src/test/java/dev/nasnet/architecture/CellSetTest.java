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
  @ValueSource(strings = {"odd.json", "darts-v2.txt"})
  void whatIsWrittenIsReadAgain(String name) {
    CellSet cells = Cell.read(FOLDER.resolve(name));
    assertThat(CellSet.parse(cells.toJson().toString())).isEqualTo(cells);
    NasNetSpec spec = NasNetSpec.mobile().toBuilder().cellSet(cells).build();
    assertThat(SpecJson.read(SpecJson.write(spec))).isEqualTo(spec);
    assertThat(SpecJson.write(spec)).contains("cellSet");
    assertThat(SpecJson.texts(spec))
        .containsEntry("cellSet", cells.toJson().toString())
        .containsEntry("cells", "4");
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
        "inserted | in place | plan (in place) must be inserted or in-place",
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
