package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.SlimNames;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares the outputs with those of slim itself, which restores Java's checkpoint with its own
 * Saver. The test runs only if the environment variable NASNET_SLIM gives a checkout of slim; it
 * requires a Python with tf_slim, given by NASNET_PYTHON. The outputs of slim for the small cases
 * are recorded in {@code slim/answers.json}, and SlimAnswersTest always compares with them. Each
 * run writes its outputs to {@code target/slim-answers/}.
 */
@Tag("interop")
@EnabledIfEnvironmentVariable(named = "NASNET_SLIM", matches = ".+")
class SlimJudgeTest {
  private static final double TOLERANCE = 1e-5;
  private static final double CONTROL = 1e-2;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "imagenet, 2@192, 96, DIRECT",
    "imagenet, 2@192, 96, SKIP",
    "imagenet, 1@96, 67x75, DIRECT",
    "imagenet, 2@192, 67, SKIP",
    "cifar, 2@192, 32, DIRECT",
    "cifar, 1@96, 19, DIRECT",
    "cifar, 2@96, 17x20, SKIP",
    "pnasnet, 1@200, 96, DIRECT",
    "pnasnet, 1@220, 67x75, DIRECT",
    "pnasnet, 2@80, 67, DIRECT",
  })
  void outputsEqualThoseOfSlim(String form, String notation, String size, Wiring wiring)
      throws Exception {
    check(
        SlimCase.of(form, notation, size, wiring),
        String.join(" ", form, notation, size, "" + wiring));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cifar", "mobile", "large", "pnasnet-mobile", "pnasnet-large"})
  void outputsEqualThoseOfSlimAtFullSize(String preset) throws Exception {
    NasNetSpec spec =
        switch (preset) {
          case "cifar" -> NasNetSpec.cifar();
          case "mobile" -> NasNetSpec.mobile();
          case "pnasnet-mobile" -> NasNetSpec.pnasNetMobile();
          case "pnasnet-large" -> NasNetSpec.pnasNetLarge();
          default -> NasNetSpec.large();
        };
    check(
        SlimCase.of(
            spec.toBuilder().dialect(Dialect.SLIM).dropout(0).auxiliaryHead(true).build(), 2),
        preset);
  }

  private void check(SlimCase parity, String name) throws IOException {
    JsonObject found = slim(parity);
    Path kept = Files.createDirectories(Path.of("target", "slim-answers"));
    Files.writeString(
        kept.resolve(name + ".json"), new GsonBuilder().setPrettyPrinting().create().toJson(found));
    List<float[]> trained = parity.trained();
    double answer = relative(parity.inferenceLogits(), found, "answer");
    double main = relative(trained.get(0), found, "trained");
    double auxiliary = relative(trained.get(1), found, "auxiliary");
    double rounding = parity.rounding(trained.get(1));
    double other =
        found.has("otherWiring")
            ? relative(parity.inferenceLogits(), found, "otherWiring")
            : Double.NaN;
    System.out.printf(
        "%s: inference %.1e, training %.1e, auxiliary %.1e (rounding %.1e), other wiring %.2f%n",
        name, answer, main, auxiliary, rounding, other);
    assertThat(answer).isLessThan(TOLERANCE);
    assertThat(main).isLessThan(TOLERANCE);
    assertThat(auxiliary).isLessThan(TOLERANCE);
    if (found.has("otherWiring")) {
      assertThat(other).isGreaterThan(CONTROL);
    }
  }

  private static double relative(float[] java, JsonObject found, String key) {
    return SlimCase.relative(java, new Gson().fromJson(found.get(key), float[][].class));
  }

  private JsonObject slim(SlimCase parity) throws IOException {
    Files.writeString(folder.resolve("spec.json"), parity.json());
    Map<String, String> names = SlimNames.of(parity.network());
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : parity.weights().arrays()) {
      arrays.add(new NamedArray(names.get(array.name()), array.shape(), array.values()));
    }
    Checkpoint.write(folder.resolve("slim"), Weights.of(arrays));
    Checkpoint.write(folder.resolve("image"), Weights.of(List.of(parity.images())));
    String output = Python.alone("slim_judge.py", System.getenv("NASNET_SLIM"), "answer", folder);
    String json = output.lines().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
    return JsonParser.parseString(json).getAsJsonObject();
  }
}
