package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.Wiring;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the outputs in the dialect of slim with recorded outputs of slim itself. The resource
 * describes how they were recorded.
 */
class SlimAnswersTest {
  /**
   * The tolerance for float32 with another order of summation; measured are values from 8e-8 to
   * 6.5e-6.
   */
  private static final double TOLERANCE = 1e-5;

  /** The lower bound for the other wiring, which differs by at least 0.14. */
  private static final double CONTROL = 5e-2;

  static Stream<String> cases() throws IOException {
    return answers().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsEqualTheRecordedOnes(String name) throws IOException {
    JsonObject slim = answers().getAsJsonObject(name);
    String[] words = name.split(" ");
    SlimCase parity = SlimCase.of(words[0], words[1], words[2], Wiring.valueOf(words[3]));
    float[] logits = parity.inferenceLogits();
    assertThat(relative(logits, slim, "answer")).isLessThan(TOLERANCE);
    if (slim.has("otherWiring")) {
      assertThat(relative(logits, slim, "otherWiring")).isGreaterThan(CONTROL);
    }
    List<float[]> trained = parity.trained();
    assertThat(relative(trained.get(0), slim, "trained")).isLessThan(TOLERANCE);
    assertThat(relative(trained.get(1), slim, "auxiliary")).isLessThan(TOLERANCE);
  }

  private static double relative(float[] java, JsonObject slim, String key) {
    float[][] rows = new Gson().fromJson(slim.get(key), float[][].class);
    return SlimCase.relative(java, rows);
  }

  private static JsonObject answers() throws IOException {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(SlimAnswersTest.class.getResourceAsStream("/slim/answers.json")),
            StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonObject().getAsJsonObject("cases");
    }
  }
}
