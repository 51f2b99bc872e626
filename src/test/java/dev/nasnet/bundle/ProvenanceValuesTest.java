package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonNull;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The values of a provenance at the bounds of what is legal. */
class ProvenanceValuesTest {
  private static final SortedMap<String, Double> NONE = new TreeMap<>();

  @TempDir private Path version;

  @Test
  void eachValueIsKept() {
    Provenance stated =
        Provenance.builder()
            .spec(NasNetSpec.cifar())
            .parameters(7)
            .multiplyAdds(9)
            .optimize("none")
            .tensorflow("2.18.0")
            .bfloat16(NONE, share("logits", 0.25))
            .origin(Map.of("epoch", 3))
            .build();
    assertThat(stated.spec()).contains(NasNetSpec.cifar());
    assertThat(stated.parameters()).hasValue(7);
    assertThat(stated.multiplyAdds()).hasValue(9);
    assertThat(stated.optimize()).contains("none");
    assertThat(stated.tensorflow()).contains("2.18.0");
    assertThat(stated.precision()).isEqualTo(Provenance.Precision.BFLOAT16);
    assertThat(stated.tolerances()).isEqualTo(share("logits", 0.25));
    assertThat(stated.origin().get("epoch").getAsInt()).isEqualTo(3);
    assertThat(stated.toBuilder().build()).isEqualTo(stated);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000_000_000_000_000_000L})
  void countsAtTheBoundsAreLegal(long count) {
    Provenance stated = Provenance.builder().parameters(count).multiplyAdds(count).build();
    assertThat(stated.parameters()).hasValue(count);
    assertThat(stated.multiplyAdds()).hasValue(count);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_000_000_000_001L})
  void countsBeyondThemAreNot(long count) {
    assertThatThrownBy(() -> Provenance.builder().parameters(count).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("parameters (%d) must be within 1 and 1e18", count);
    assertThatThrownBy(() -> Provenance.builder().multiplyAdds(count).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("multiplyAdds (%d) must be within 1 and 1e18", count);
  }

  @Test
  void aDeviationMayBeNothing() {
    SortedMap<String, Double> tolerance = share("x", Double.MIN_VALUE);
    assertThat(Provenance.builder().bfloat16(share("x", 0), tolerance).build().deviations())
        .containsEntry("x", 0.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY})
  void deviationsAndTolerancesAreFinite(double share) {
    SortedMap<String, Double> legal = share("x", 1);
    assertThatThrownBy(() -> Provenance.builder().bfloat16(share("x", share), legal).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("deviation of x (%s) must be at least 0 and finite".formatted(share));
    assertThatThrownBy(() -> Provenance.builder().bfloat16(legal, share("x", share)).build())
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("tolerance of x (%s) must be above 0 and finite".formatted(share));
  }

  @Test
  void sharesAreOfBfloat16Only() {
    Provenance read = Provenance.fromJson("{\"deviation\": 3, \"tolerance\": {\"x\": 1}}");
    assertThat(read.deviations()).isEmpty();
    assertThat(read.tolerances()).isEmpty();
    assertThat(Provenance.builder().build().toJson()).doesNotContain("precision");
  }

  @Test
  void aModeOfResizingIsRead() {
    assertThat(Provenance.fromJson("{}").resize()).isEqualTo(ResizeMode.STRETCH);
    assertThat(Provenance.fromJson("{\"resize\": \"pad\"}").resize()).isEqualTo(ResizeMode.PAD);
    assertThat(Provenance.resize(null)).isEqualTo(ResizeMode.STRETCH);
    assertThatThrownBy(() -> Provenance.resize(JsonNull.INSTANCE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("resize (null) must be stretch, crop or pad");
  }

  @Test
  void onlyASigmoidHeadHasAnyNumberOfLabels() {
    NasNetSpec spec = NasNetSpec.cifar();
    assertThat(Provenance.builder().build().isMultiLabel()).isFalse();
    assertThat(Provenance.builder().spec(spec).build().isMultiLabel()).isFalse();
    NasNetSpec sigmoid = spec.toBuilder().activation(HeadActivation.SIGMOID).build();
    assertThat(Provenance.builder().spec(sigmoid).build().isMultiLabel()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"58, ''", "59, …"})
  void longValuesAreCutInMessages(int length, String end) {
    String value = "x".repeat(length);
    String shown = ("\"" + value + "\"").substring(0, 60) + end;
    assertThatThrownBy(() -> Provenance.fromJson("{\"parameters\": \"" + value + "\"}"))
        .hasMessage("parameters (%s) must be a whole number", shown);
  }

  @Test
  void sharesAreNumbers() {
    String text = "{\"precision\": \"bfloat16\", \"tolerance\": {\"x\": \"1\"}}";
    assertThatThrownBy(() -> Provenance.fromJson(text))
        .hasMessage("tolerance (\"1\") must be a number");
    String whole = "{\"parameters\": 5.0}";
    assertThat(Provenance.fromJson(whole).parameters()).hasValue(5);
  }

  @Test
  void aFileOf16MebibytesIsRead() throws IOException {
    Path file = version.resolve(BundleFiles.PROVENANCE);
    Files.createDirectories(version.resolve("assets.extra"));
    String text = "{\"a\": \"%s\"}";
    Files.writeString(file, text.formatted("x".repeat((1 << 24) - text.length() + 2)));
    assertThat(Files.size(file)).isEqualTo(1 << 24);
    assertThat(Provenance.ofBundle(version).orElseThrow().origin()).containsKey("a");
    Files.writeString(file, text.formatted("x".repeat((1 << 24) - text.length() + 3)));
    assertThatThrownBy(() -> Provenance.ofBundle(version))
        .isInstanceOf(FailureException.class)
        .hasMessageEndingWith(
            "cannot be used: it is larger than 16 MiB; restore the file or export the model"
                + " again");
    Files.write(file, new byte[] {'"', (byte) 0xff, '"'});
    assertThatThrownBy(() -> Provenance.ofBundle(version))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("MalformedInputException");
  }

  private static SortedMap<String, Double> share(String output, double share) {
    return new TreeMap<>(Map.of(output, share));
  }
}
