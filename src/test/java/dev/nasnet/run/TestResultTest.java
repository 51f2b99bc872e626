package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.nasnet.evaluation.Score;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestResultTest {
  @TempDir private Path run;

  @Test
  void imagesOfOneLabelHaveTwoAccuracies() throws IOException {
    TestResult result = new TestResult(3, 40, "ab", new Score(0.5, 0.75, 1.25));
    result.write(run);
    assertThat(written())
        .isEqualTo(
            "{\"epoch\":3,\"images\":40,\"sha256\":\"ab\",\"top1\":0.5,\"top5\":0.75,"
                + "\"loss\":1.25}");
    assertThat(TestResult.find(run)).contains(result);
  }

  @Test
  void imagesOfAnyNumberOfLabelsHaveTheirAveragePrecision() throws IOException {
    TestResult result = new TestResult(3, 40, "ab", new Score(0.5, 0.5, 1.25, 0.625));
    result.write(run);
    assertThat(written())
        .isEqualTo(
            "{\"epoch\":3,\"images\":40,\"sha256\":\"ab\",\"exactMatch\":0.5,"
                + "\"macroAveragePrecision\":0.625,\"loss\":1.25}");
    assertThat(TestResult.find(run)).contains(result);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"epoch\": 3, \"images\": 40, \"sha256\": \"ab\"}",
        "{\"sha256\": \"ab\", \"top1\": 0.5, \"top5\": \"much\", \"loss\": 1}"
      })
  void aDamagedFileIsNoResult(String text) throws IOException {
    Files.writeString(run.resolve("test.json"), text);
    assertThat(TestResult.find(run)).isEmpty();
  }

  @Test
  void aRunNeedNotHaveBeenTested() {
    assertThat(TestResult.find(run)).isEmpty();
  }

  @Test
  void aFolderThatIsGoneIsNamed() {
    TestResult result = new TestResult(3, 40, "ab", new Score(0.5, 0.75, 1.25));
    Path gone = run.resolve("file/run");
    assertThatThrownBy(
            () -> {
              Files.writeString(run.resolve("file"), "");
              result.write(gone);
            })
        .isInstanceOf(FailureException.class)
        .hasMessageStartingWith("run (" + gone + ") cannot be written: ");
  }

  private String written() throws IOException {
    return JsonParser.parseString(Files.readString(run.resolve("test.json"))).toString();
  }
}
