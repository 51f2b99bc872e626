package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of a training that diverged: refused at export, and seen by both verifiers. */
@Tag("slow")
class NonFiniteWeightsTest {
  private static final NasNetSpec TINY =
      NasNetSpec.cifar().toBuilder()
          .notation("1@24")
          .stemFilters(6)
          .size(ImageSize.square(16))
          .classes(3)
          .build();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void theyAreRefusedByNameUnlessAskedFor(float value) {
    Path given = folder.resolve("given");
    Format.CKPT.writeAsIs(given, broken(value));
    for (String format : List.of("saved_model", "frozen", "keras", "ckpt")) {
      Path out = folder.resolve(format);
      CommandRun run = convert(given, out, format);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err().strip())
          .contains("weights (stem_bn1/gamma, element 0: " + value + ") must be finite")
          .contains("--allow-non-finite")
          .doesNotContain("\n");
      assertThat(out).doesNotExist();
    }
    CommandRun asked = convert(given, folder.resolve("asked"), "ckpt", "--allow-non-finite");
    assertThat(asked.err()).isEmpty();
    assertThat(asked.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void verifyRefusesABundleThatPredictsNaN(float value) {
    Path version = Format.SAVED_MODEL.writeAsIs(folder.resolve("model"), broken(value));
    for (String[] command : new String[][] {{}, {"--tolerance", "1e300"}}) {
      CommandRun run = CommandRun.of(arguments(command, "verify", version.toString()));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err().strip())
          .contains("differs from its reference outputs")
          .doesNotContain("\n");
    }
  }

  @Test
  void aToleranceThatNothingExceedsIsRefused() {
    for (String tolerance : List.of("Infinity", "NaN", "0", "-1")) {
      CommandRun run = CommandRun.of("verify", "savedmodels/digits", "--tolerance", tolerance);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err().strip()).contains("tolerance (").doesNotContain("\n");
    }
  }

  @Tag("interop")
  @Test
  void pythonRefusesABundleThatPredictsNaN() {
    Path version = Format.SAVED_MODEL.writeAsIs(folder.resolve("model"), broken(Float.NaN));
    String script = Path.of("scripts", "verify.py").toAbsolutePath().toString();
    assertThatThrownBy(() -> Python.run(script, version))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("code 1")
        .hasMessageContaining("differs from its reference outputs");
    assertThatThrownBy(() -> Python.run(script, version, "inf"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("code 2");
  }

  private CommandRun convert(Path in, Path out, String format, String... more) {
    return CommandRun.of(
        arguments(
            more,
            "convert",
            in.toString(),
            out.toString(),
            "--format",
            format,
            "--preset",
            "cifar",
            "--spec",
            "1@24",
            "--stem-filters",
            "6",
            "--size",
            "16",
            "--classes",
            "3"));
  }

  private static String[] arguments(String[] more, String... first) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  /** One scale of a batch norm is the given value. */
  private static ExportModel broken(float value) {
    Network network = Network.of(TINY).forInference();
    List<NamedArray> arrays =
        Weights.randomBatchNorm(network, 5).arrays().stream()
            .map(array -> array.name().equals("stem_bn1/gamma") ? with(array, value) : array)
            .toList();
    return new ExportModel(network, Weights.of(arrays), List.of(), Map.of());
  }

  private static NamedArray with(NamedArray array, float value) {
    float[] values = array.values().clone();
    values[0] = value;
    return new NamedArray(array.name(), array.shape(), values);
  }
}
