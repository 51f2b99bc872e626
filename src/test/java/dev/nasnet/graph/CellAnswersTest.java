package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares networks of DARTS genotypes with recorded outputs of PyTorch. The resource describes how
 * they were recorded.
 */
class CellAnswersTest {
  private static final double TOLERANCE = 1e-5;
  private static final double CONTROL = 1e-2;

  @ParameterizedTest
  @ValueSource(strings = {"darts-v2.txt", "darts-all.txt"})
  void genotypesEqualThoseOfPyTorch(String genotype) throws IOException {
    SlimCase one = CellCase.ofGenotype(genotype);
    JsonObject found = recorded(genotype);
    assertThat(one.network().parameters()).isEqualTo(found.get("parameters").getAsLong());
    assertThat(SlimCase.relative(one.inferenceLogits(), logits(found))).isLessThan(TOLERANCE);
  }

  /** One row with another operation or another state, with the same variables. */
  @Test
  void oneChangedRowIsSeen() throws IOException {
    String text = Files.readString(CellCase.FOLDER.resolve("darts-all.txt"));
    Map<String, String> changes =
        new TreeMap<>(
            Map.of(
                "('max_pool_3x3', 1), ('dil_conv_3x3', 0)]",
                    "('avg_pool_3x3', 1), ('dil_conv_3x3', 0)]",
                "('sep_conv_3x3', 4)", "('sep_conv_3x3', 2)",
                "('dil_conv_5x5', 0)", "('dil_conv_5x5', 1)"));
    for (Map.Entry<String, String> change : changes.entrySet()) {
      assertThat(text).contains(change.getKey());
      String changed = text.replace(change.getKey(), change.getValue());
      SlimCase one = CellCase.of(CellSet.parse(changed));
      assertThat(SlimCase.relative(one.inferenceLogits(), logits(recorded("darts-all.txt"))))
          .as(change.getValue())
          .isGreaterThan(CONTROL);
    }
  }

  /** slim's outputs for PNASNet-5 are compared by SlimAnswersTest; here with one other row. */
  @Test
  void oneChangedRowOfPnasNetIsSeen() throws IOException {
    JsonObject slim =
        JsonParser.parseString(Files.readString(Path.of("src/test/resources/slim/answers.json")))
            .getAsJsonObject()
            .getAsJsonObject("cases")
            .getAsJsonObject("pnasnet 1@220 67x75 DIRECT");
    float[][] expected = new Gson().fromJson(slim.get("answer"), float[][].class);
    SlimCase same = SlimCase.of("pnasnet", "1@220", "67x75", Wiring.DIRECT);
    String cells = CellSet.PNASNET_5.toJson().toString();
    String changed = cells.replaceFirst("max_pool_3x3", "average_pool_3x3");
    NasNetSpec spec = same.network().spec().toBuilder().cellSet(CellSet.parse(changed)).build();
    assertThat(SlimCase.relative(same.inferenceLogits(), expected)).isLessThan(TOLERANCE);
    SlimCase other = SlimCase.of(spec, expected.length);
    assertThat(SlimCase.relative(other.inferenceLogits(), expected)).isGreaterThan(CONTROL);
  }

  private static float[][] logits(JsonObject found) {
    return new Gson().fromJson(found.get("logits"), float[][].class);
  }

  private static JsonObject recorded(String name) throws IOException {
    String text = Files.readString(CellCase.FOLDER.resolve("darts-answers.json"));
    return JsonParser.parseString(text)
        .getAsJsonObject()
        .getAsJsonObject("cases")
        .getAsJsonObject(name);
  }
}
