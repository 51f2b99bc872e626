package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of docs/consumers.md: every program that is said to take what Java exports takes it,
 * and answers alike. Each row is a line in target/consumers.jsonl, too.
 */
@Tag("interop")
class ConsumersTest {
  /**
   * Relative L2 of log-probabilities. Float32 through 20 cells; other programs fold batch norm and
   * convolve with other algorithms.
   */
  private static final double TOLERANCE = 2e-5;

  private static final Path TABLE = Path.of("target", "consumers.jsonl");

  /** What needs only the project's own Python; one process a line. */
  private static final List<List<String>> ALWAYS =
      List.of(
          List.of(
              "saved_model.load",
              "saved_model.load optimised",
              "v1 loader",
              "v1 loader optimised",
              "saved_model_cli",
              "saved_model_cli optimised",
              "Keras 3 TFSMLayer",
              "Keras 3 TFSMLayer optimised"),
          List.of(
              "Keras 3 load_model keras",
              "Keras 3 load_model h5",
              "Keras 3 load_weights weights.h5",
              "Keras 3 load_weights legacy",
              "Keras 3 load_weights legacy by_name"),
          List.of(
              "tf_keras load_model bundle",
              "tf_keras load_model keras",
              "tf_keras load_model h5",
              "tf_keras load_weights weights.h5",
              "tf_keras load_weights legacy",
              "tf_keras load_weights legacy by_name",
              "TF Hub"),
          List.of("OpenVINO bundle", "OpenVINO bundle optimised", "OpenVINO frozen"),
          List.of("ONNX Runtime bundle", "ONNX Runtime bundle optimised", "ONNX Runtime frozen"),
          List.of("LiteRT bundle", "LiteRT bundle optimised", "LiteRT frozen"));

  /** What needs a C compiler, or Node and npm; scripts/consumers sets them up. */
  private static final List<List<String>> SET_UP =
      List.of(
          List.of("C API", "C API optimised"), List.of("TensorFlow.js", "TensorFlow.js optimised"));

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> cifarSmall() throws IOException {
    return rows("CIFAR 1 @ 96 at 32", NasNetSpec.cifar().toBuilder().notation("1@96").build());
  }

  @Tag("nightly")
  @TestFactory
  Stream<DynamicTest> mobile() throws IOException {
    return rows("Mobile at 224", NasNetSpec.mobile());
  }

  @Tag("nightly")
  @TestFactory
  Stream<DynamicTest> xceptionSized() throws IOException {
    return rows("7 @ 1920 at 299", NasNetSpec.xceptionSized());
  }

  @Tag("nightly")
  @TestFactory
  Stream<DynamicTest> large() throws IOException {
    return rows("Large at 331", NasNetSpec.large());
  }

  private Stream<DynamicTest> rows(String name, NasNetSpec spec) throws IOException {
    export(Network.of(spec));
    List<List<String>> asked = new ArrayList<>(ALWAYS);
    if (System.getenv("NASNET_TFJS") != null) {
      asked.addAll(SET_UP);
    }
    return asked.stream()
        .flatMap(
            consumers ->
                Python.run("consumers.py", arguments(consumers))
                    .lines()
                    .filter(line -> line.startsWith("{\"consumer\""))
                    .map(line -> JsonParser.parseString(line).getAsJsonObject()))
        .map(
            row ->
                DynamicTest.dynamicTest(row.get("consumer").getAsString(), () -> judge(name, row)));
  }

  private Object[] arguments(List<String> consumers) {
    return Stream.concat(Stream.of(folder.toString()), consumers.stream()).toArray();
  }

  private static void judge(String network, JsonObject row) throws IOException {
    row.addProperty("network", network);
    Files.createDirectories(TABLE.getParent());
    Files.writeString(TABLE, row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    assertThat(row.get("error")).isNull();
    assertThat(row.get("difference").getAsDouble()).isLessThan(TOLERANCE);
  }

  private void export(Network network) throws IOException {
    NamedArray image = image(network);
    Weights weights = moderate(network, Weights.randomBatchNorm(network, 11), image);
    Artefact artefact = new Artefact(network, weights, List.of(), Map.of());
    Format.SAVED_MODEL.write(folder.resolve("bundle"), artefact);
    Format.SAVED_MODEL.write(folder.resolve("serving"), artefact.forServing());
    Format.KERAS.write(folder.resolve("model.keras"), artefact);
    Format.H5.write(folder.resolve("model.h5"), artefact);
    Format.WEIGHTS_H5.write(folder.resolve("model.weights.h5"), artefact);
    Format.WEIGHTS_LEGACY_H5.write(folder.resolve("legacy.h5"), artefact);
    Format.FROZEN.write(folder.resolve("frozen.pb"), artefact);
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      NamedArray answers = graph.run(image);
      floats("image.f32", image.values());
      floats("probabilities.f32", answers.values());
      Files.writeString(
          folder.resolve("facts.json"),
          "{\"image\": %s, \"probabilities\": %s}".formatted(image.shape(), answers.shape()));
    }
  }

  /**
   * The same weights with a smaller last kernel: random ones give logits of thousands, whose
   * softmax is all zeros and a one, so that nothing could be compared.
   */
  private static Weights moderate(Network network, Weights weights, NamedArray image) {
    float largest;
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      float[] logits = graph.logits(image).values();
      largest = (float) Arrays.stream(toDoubles(logits)).map(Math::abs).max().orElseThrow();
    }
    return Weights.of(
        weights.arrays().stream()
            .map(
                array ->
                    array.name().equals("predictions/kernel") ? scaled(array, 10 / largest) : array)
            .toList());
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static NamedArray scaled(NamedArray array, float factor) {
    float[] values = array.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new NamedArray(array.name(), array.shape(), values);
  }

  private static NamedArray image(Network network) {
    int height = network.input().output().height();
    int width = network.input().output().width();
    Random random = new Random(3);
    float[] values = new float[2 * height * width * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return new NamedArray("image", List.of(2, height, width, 3), values);
  }

  private void floats(String name, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    Files.write(folder.resolve(name), bytes.array());
  }
}
