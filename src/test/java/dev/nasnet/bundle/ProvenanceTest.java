package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonPrimitive;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvenanceTest {
  private static final Provenance WHOLE =
      Provenance.builder()
          .spec(NasNetSpec.mobile())
          .parameters(5_326_716)
          .multiplyAdds(564_000_000)
          .optimize("serving")
          .tensorflow("2.18.0")
          .bfloat16(
              new TreeMap<>(Map.of("logits", 0.0031)), new TreeMap<>(Map.of("logits", 0.0124)))
          .origin(Map.of("weights", "training", "epoch", 8, "fresh", List.of("a", "b")))
          .build();

  @TempDir private Path version;

  @Test
  void jsonKeepsEveryValue() {
    assertThat(Provenance.fromJson(WHOLE.toJson())).isEqualTo(WHOLE);
    assertThat(WHOLE.toBuilder().build()).isEqualTo(WHOLE);
    Provenance none = Provenance.builder().build();
    assertThat(none.toJson()).isEqualTo("{}\n");
    assertThat(Provenance.fromJson("{}")).isEqualTo(none);
  }

  @Test
  void theFileKeepsItsMembersInOrder() {
    List<String> members =
        WHOLE.toJson().lines().filter(line -> line.matches("  \"\\w+\": .*")).toList();
    assertThat(members)
        .extracting(line -> line.substring(3, line.indexOf('"', 3)))
        .containsExactly(
            "spec",
            "parameters",
            "multiplyAdds",
            "optimize",
            "tensorflow",
            "precision",
            "deviation",
            "tolerance",
            "epoch",
            "fresh",
            "weights");
  }

  @Test
  void membersOfTheOriginDoNotReplaceThoseOfTheExport() {
    for (String name : ProvenanceJson.RESERVED) {
      assertThatThrownBy(() -> Provenance.requireOrigin(List.of("weights", name)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("provenance member (" + name + ") must not have a name");
      assertThatThrownBy(() -> Provenance.builder().origin(Map.of(name, 1)).build())
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("(" + name + ")");
    }
  }

  @Test
  void bundlesOfEarlierVersionsAndOthersStateLess() {
    String text = "{\"spec\": %s, \"softmax\": true}".formatted(SpecJson.write(NasNetSpec.large()));
    Provenance early = Provenance.fromJson(text);
    assertThat(early.spec()).contains(NasNetSpec.large());
    assertThat(early.multiplyAdds()).isEmpty();
    assertThat(early.precision()).isEqualTo(Provenance.Precision.FLOAT32);
    assertThat(early.origin()).containsExactly(Map.entry("softmax", new JsonPrimitive(true)));
    assertThat(Provenance.fromJson("{\"spec\": 3}").spec()).isEmpty();
    assertThat(Provenance.ofBundle(version)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"multiplyAdds\": 0}|multiplyAdds (0) must be within 1 and 1e18",
        "{\"multiplyAdds\": -4}|multiplyAdds (-4) must be within",
        "{\"multiplyAdds\": 1.5}|multiplyAdds (1.5) must be a whole number",
        "{\"multiplyAdds\": 1e30}|multiplyAdds (1e30) must be a whole number",
        "{\"multiplyAdds\": 2000000000000000000}|must be within 1 and 1e18",
        "{\"multiplyAdds\": \"many\"}|must be a whole number",
        "{\"parameters\": [1]}|parameters ([1]) must be a whole number",
        "{\"precision\": \"float8\"}|precision (float8) must be float32 or bfloat16",
        "{\"precision\": 8}|precision (8) must be text",
        "{\"precision\": \"bfloat16\"}|tolerance must be given",
        "{\"precision\": \"bfloat16\", \"tolerance\": 1}|tolerance (1) must be an object",
        "{\"precision\": \"bfloat16\", \"tolerance\": {\"x\": 0}}|tolerance of x (0.0) must be"
            + " above",
        "{\"precision\": \"bfloat16\", \"tolerance\": {\"x\": 1e999}}|must be above 0 and finite",
        "{\"spec\": {\"name\": \"x\"}}|spec JSON",
        "{\"resize\": \"squash\"}|resize (squash) must be stretch, crop or pad",
        "{\"resize\": 3}|resize (3) must be stretch, crop or pad",
        "[]|must be a JSON object",
        "null|must be a JSON object",
        "{'spec': 1}|must be JSON",
        "none|must be JSON"
      })
  void whatAFileStatesIsChecked(String text, String problem) throws IOException {
    assertThatThrownBy(() -> Provenance.fromJson(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(problem);
    write(text);
    assertThatThrownBy(() -> Provenance.ofBundle(version))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("provenance.json) cannot be used: ")
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void nestingHasABound(String opening) {
    assertThatThrownBy(() -> Provenance.fromJson("{\"a\":" + opening.repeat(1_000_000)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be JSON");
  }

  @Test
  void aLargeFileIsNotRead() throws IOException {
    write("{\"a\": \"" + "x".repeat(1 << 24) + "\"}");
    assertThatThrownBy(() -> Provenance.ofBundle(version))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("larger than 16 MiB");
  }

  private void write(String text) throws IOException {
    Path file = version.resolve(BundleFiles.PROVENANCE);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }
}
