package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The option --cell: what is useless is refused in one line, and files of Keras are followed. */
class CellCommandTest {
  private static final Path LISTED = Path.of("src/test/resources/cells/listed.json");
  private static final Path ODD = Path.of("src/test/resources/cells/odd.json");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"outputs\": [2, 3]' | '\"outputs\": [2]' | normal.combinations[1] makes state 3, which"
            + " no",
        "'max_pool_3x3\", \"state\": 1' | 'max_pool_3x3\", \"state\": 0' | normal.combinations"
            + " never",
        "'\"state\": 2' | '\"state\": 3' | normal.combinations[1].left.state (3) must be within 0"
            + " and 2",
        "'\"width\": 24' | '\"width\": 0' | plan[3].width (0) must be within 2 and 24000",
        "'\"outputs\": [2, 3]' | '\"outputs\": []' | normal.outputs ([]) must name at least one"
            + " state",
        "max_pool_3x3 | max_pool_9x9 | normal.combinations[0].right.operation (max_pool_9x9) must"
            + " be",
      })
  void aUselessCellIsRefusedInOneLine(String from, String to, String message) throws IOException {
    String whole = Files.readString(LISTED);
    int at = whole.indexOf(from);
    assertThat(at).as(from).isPositive();
    Path file = folder.resolve("cell.json");
    Files.writeString(file, whole.substring(0, at) + to + whole.substring(at + from.length()));
    assertRefused(file, message);
  }

  @Test
  void tenThousandCombinationsAreRefusedInOneLine() throws IOException {
    String branch = "{\"operation\":\"identity\",\"state\":0}";
    String row = "{\"left\":%s,\"right\":%s}".formatted(branch, branch);
    List<String> rows = IntStream.range(0, 10_000).mapToObj(i -> row).toList();
    Path file = folder.resolve("cell.json");
    Files.writeString(
        file,
        "{\"name\":\"many\",\"plan\":\"in-place\",\"normal\":{\"combinations\":[%s],\"outputs\":[2]}}"
            .formatted(String.join(",", rows)));
    assertRefused(file, "normal.combinations (10000 of them) must have 1 to 64 entries");
  }

  private static void assertRefused(Path file, String message) {
    CommandRun run = CommandRun.of("summary", "--preset", "cifar", "--cell", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines().toList())
        .singleElement()
        .asString()
        .contains("cell file (" + file + "): " + message);
  }

  @Test
  void aPlanThatIsListedIsNotChangedByASpec() {
    CommandRun run =
        CommandRun.of(
            "summary", "--preset", "cifar", "--cell", LISTED.toString(), "--spec", "6@48");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("spec (6@48) must be 4@48 for the listed plan of listed");
  }

  @Test
  void aFileOfKerasIsConvertedAndEvaluatedByItsCells() {
    Path keras = folder.resolve("model.keras");
    assertDone(
        CommandRun.of(
            "export",
            "--preset",
            "cifar",
            "--cell",
            LISTED.toString(),
            "--size",
            "16",
            "--random",
            "--out",
            keras.toString()));
    String onnx = folder.resolve("model.onnx").toString();
    CommandRun without = CommandRun.of("convert", keras.toString(), onnx);
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("layer ").contains("give its cells by --cell");
    assertDone(CommandRun.of("convert", "--cell", LISTED.toString(), keras.toString(), onnx));
    assertDone(CommandRun.of("verify", onnx));
    assertDone(
        CommandRun.of(
            "evaluate",
            "--model",
            keras.toString(),
            "--cell",
            LISTED.toString(),
            "--data",
            "digits"));
    CommandRun other =
        CommandRun.of(
            "evaluate", "--model", keras.toString(), "--cell", ODD.toString(), "--data", "digits");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("must be of a network of the cells odd: layer ");
    CommandRun folderWithCells =
        CommandRun.of(
            "evaluate", "--model", folder.toString(), "--cell", ODD.toString(), "--data", "digits");
    assertThat(folderWithCells.exitCode()).isEqualTo(2);
    assertThat(folderWithCells.err()).contains("must be given with a file of weights");
  }

  private static void assertDone(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
