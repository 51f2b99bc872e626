package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * The table of docs/consumers.md: every program that is said to take what Java exports takes it,
 * and answers alike. Each row is a line in target/consumers.jsonl, too.
 */
@Tag("interop")
public class ConsumersTest {
  /**
   * Relative L2 of log-probabilities. Float32 through 20 cells; other programs fold batch norm and
   * convolve with other algorithms.
   */
  private static final double TOLERANCE = 2e-5;

  private static final Path TABLE = Path.of("target", "consumers.jsonl");

  /** TensorFlow Java's own loader, by the folder that it loads. */
  private static final Map<String, String> JAVA =
      Map.of("TensorFlow Java", "bundle", "TensorFlow Java optimised", "serving");

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
          List.of(
              "OpenVINO bundle", "OpenVINO bundle optimised", "OpenVINO frozen", "OpenVINO onnx"),
          List.of(
              "ONNX Runtime bundle",
              "ONNX Runtime bundle optimised",
              "ONNX Runtime frozen",
              "ONNX Runtime onnx"),
          List.of("LiteRT bundle", "LiteRT bundle optimised", "LiteRT frozen", "LiteRT litert"));

  /** What needs a C compiler, or Node and npm; scripts/consumers sets them up. */
  private static final List<List<String>> SET_UP =
      List.of(
          List.of("C API", "C API optimised"),
          List.of("TensorFlow.js", "TensorFlow.js optimised"),
          List.of("ONNX Runtime Web onnx"));

  /** Names of consumers, semicolons between, to ask no others. */
  private static final Predicate<String> ASKED =
      Optional.ofNullable(System.getenv("NASNET_CONSUMERS"))
          .filter(names -> !names.isBlank())
          .map(names -> (Predicate<String>) List.of(names.split(";"))::contains)
          .orElse(name -> true);

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
    ExportCase exported = ExportCase.of(spec).moderate();
    List<List<String>> python = python();
    exportBundles(exported.artefact());
    if (!python.isEmpty()) {
      exportFiles(exported.artefact());
      exported.writeAnswers(folder);
    }
    return Stream.concat(
            JAVA.keySet().stream().sorted().filter(ASKED).map(row -> askJava(row, exported)),
            python.stream().flatMap(this::askPython))
        .map(
            row ->
                DynamicTest.dynamicTest(row.get("consumer").getAsString(), () -> judge(name, row)));
  }

  private static List<List<String>> python() {
    List<List<String>> all = new ArrayList<>(ALWAYS);
    if (System.getenv("NASNET_TFJS") != null) {
      all.addAll(SET_UP);
    }
    return all.stream()
        .map(names -> names.stream().filter(ASKED).toList())
        .filter(names -> !names.isEmpty())
        .toList();
  }

  private Stream<JsonObject> askPython(List<String> consumers) {
    List<Object> arguments = new ArrayList<>(List.of(folder));
    arguments.addAll(consumers);
    return Python.run("consumers.py", arguments.toArray())
        .lines()
        .filter(line -> line.startsWith("{\"consumer\""))
        .map(line -> JsonParser.parseString(line).getAsJsonObject());
  }

  private JsonObject askJava(String consumer, ExportCase exported) {
    JsonObject row = new JsonObject();
    row.addProperty("consumer", consumer);
    row.addProperty("format", JAVA.get(consumer));
    float[] expected = exported.answer().values();
    long start = System.nanoTime();
    String version = folder.resolve(JAVA.get(consumer)).resolve("1").toString();
    try (SavedModelBundle bundle = SavedModelBundle.load(version, "serve");
        TFloat32 images = tensor(exported.images());
        Result answers = bundle.function("serving_default").call(Map.of("image", images))) {
      float[] found = new float[expected.length];
      TFloat32 probabilities = (TFloat32) answers.get("probabilities").orElseThrow();
      probabilities.asRawTensor().data().asFloats().read(found);
      row.addProperty("difference", difference(found, expected));
    }
    row.addProperty("seconds", (System.nanoTime() - start) / 100_000_000 / 10.0);
    return row;
  }

  private static TFloat32 tensor(NamedArray array) {
    return TFloat32.tensorOf(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
  }

  private static double difference(float[] found, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      double log = Math.log(expected[i]);
      difference += Math.pow(Math.log(found[i]) - log, 2);
      norm += log * log;
    }
    return Math.sqrt(difference / norm);
  }

  private static void judge(String network, JsonObject row) throws IOException {
    row.addProperty("network", network);
    Files.createDirectories(TABLE.getParent());
    Files.writeString(TABLE, row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    assertThat(row.get("error")).isNull();
    assertThat(row.get("difference").getAsDouble()).isLessThan(TOLERANCE);
  }

  private void exportBundles(ExportModel artefact) {
    Format.SAVED_MODEL.write(folder.resolve("bundle"), artefact);
    Format.SAVED_MODEL.write(folder.resolve("serving"), artefact.forServing());
  }

  private void exportFiles(ExportModel artefact) {
    Format.KERAS.write(folder.resolve("model.keras"), artefact);
    Format.H5.write(folder.resolve("model.h5"), artefact);
    Format.WEIGHTS_H5.write(folder.resolve("model.weights.h5"), artefact);
    Format.WEIGHTS_LEGACY_H5.write(folder.resolve("legacy.h5"), artefact);
    Format.FROZEN.write(folder.resolve("frozen.pb"), artefact);
    Format.ONNX.write(folder.resolve("model.direct.onnx"), artefact);
    Format.LITERT.write(folder.resolve("model.direct.tflite"), artefact);
  }
}
