package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the outputs with those of an independent program, Keras's own NASNet, for the same
 * weights and images. As a control, each case also requires that the other wiring results in
 * different outputs.
 */
@Tag("interop")
class ParityTest {
  /** The tolerance for rounding of float32 through 20 cells; measured are values near 1e-6. */
  private static final double TOLERANCE = 1e-5;

  /** The lower bound for the other wiring; unrelated functions differ by far more. */
  private static final double CONTROL = 1e-2;

  @TempDir Path folder;

  private record Case(String notation, String size, Wiring wiring, Dialect dialect) {
    NasNetSpec spec() {
      return NasNetSpec.mobile().toBuilder()
          .notation(notation)
          .dialect(dialect)
          .size(ImageSize.of(size))
          .stemFilters(notation.equals("4@1056") ? 32 : 96)
          .wiring(wiring)
          .build();
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("4@1056", "224", Wiring.DIRECT, Dialect.KERAS),
          new Case("4@1056", "96", Wiring.SKIP, Dialect.KERAS),
          new Case("4@1056", "65", Wiring.DIRECT, Dialect.KERAS),
          new Case("6@4032", "331", Wiring.SKIP, Dialect.KERAS),
          new Case("7@1920", "299", Wiring.SKIP, Dialect.KERAS),
          new Case("4@1056", "65x96", Wiring.DIRECT, Dialect.KERAS),
          new Case("2@192", "96", Wiring.DIRECT, Dialect.ARTICLE),
          new Case("2@192", "65", Wiring.DIRECT, Dialect.ARTICLE));

  /** One Python process checks all cases, because its start takes longer than most of them. */
  @TestFactory
  Stream<DynamicTest> javaEqualsKeras() throws IOException {
    for (Case each : CASES) {
      answer(each.spec(), at(each));
    }
    List<JsonObject> found = python("check", CASES.stream().map(this::at).toList());
    return IntStream.range(0, CASES.size())
        .mapToObj(i -> dynamicTest(CASES.get(i).toString(), () -> require(found.get(i))));
  }

  private static void require(JsonObject found) {
    assertThat(found.get("relative").getAsDouble()).isLessThan(TOLERANCE);
    assertThat(found.get("wrongWiring").getAsDouble()).isGreaterThan(CONTROL);
  }

  private Path at(Case each) {
    return folder.resolve(String.valueOf(CASES.indexOf(each)));
  }

  /** Writes random weights, an image and Java's logits for it to a folder for Python. */
  private static void answer(NasNetSpec spec, Path where) throws IOException {
    Network network = Network.of(spec);
    Weights weights = Weights.randomBatchNorm(network, 5);
    NamedArray image = image(spec.size());
    List<NamedArray> arrays = new ArrayList<>(weights.arrays());
    arrays.add(image);
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      NamedArray logits = graph.logits(image);
      arrays.add(new NamedArray("parity/logits", logits.shape(), logits.values()));
    }
    describe(spec, Files.createDirectory(where));
    Checkpoint.write(where.resolve("java"), Weights.of(arrays));
  }

  @Test
  void weightsFromKerasResultInTheSameOutputsInJava() throws Exception {
    NasNetSpec spec = NasNetSpec.mobile();
    Network network = Network.of(spec);
    describe(spec, folder);
    python("make", List.of(folder));
    Path prefix = folder.resolve("keras");
    Weights weights = Checkpoint.read(prefix, network.variables(), UnaryOperator.identity());
    // These two variables only supply names: the reader accepts any shape in the file.
    Weights parity =
        Checkpoint.read(
            prefix,
            List.of(
                new VariableSpec("parity", VariableSpec.Role.KERNEL, List.of()),
                new VariableSpec("parity", VariableSpec.Role.BIAS, List.of())),
            name -> name.endsWith("kernel") ? "parity/image" : "parity/logits");
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      float[] expected = parity.get("parity/bias").values();
      float[] found = graph.logits(parity.get("parity/kernel")).values();
      assertThat(relative(found, expected, spec.classes())).isLessThan(TOLERANCE);
    }
  }

  private static void describe(NasNetSpec spec, Path where) throws IOException {
    boolean mobile = spec.cells() == 4 && spec.penultimateFilters() == 1056;
    Map<String, Object> description =
        Map.of(
            "cells", spec.cells(),
            "filters", spec.penultimateFilters(),
            "stem", spec.stemFilters(),
            "classes", spec.classes(),
            "height", spec.size().height(),
            "width", spec.size().width(),
            "skip", spec.wiring() == Wiring.SKIP,
            "article", spec.dialect() == Dialect.ARTICLE,
            "application", mobile ? "mobile" : "none");
    Files.writeString(where.resolve("spec.json"), new Gson().toJson(description));
  }

  private static List<JsonObject> python(String command, List<Path> folders) {
    List<Object> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(folders);
    String output = Python.run("parity.py", arguments.toArray());
    return output
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private static NamedArray image(ImageSize size) {
    Random random = new Random(11);
    float[] values = new float[2 * size.height() * size.width() * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return new NamedArray("parity/image", List.of(2, size.height(), size.width(), 3), values);
  }

  private static double relative(float[] found, float[] expected, int classes) {
    double difference = 0;
    double norm = 0;
    for (int row = 0; row < expected.length; row += classes) {
      double foundSum = logSum(found, row, classes);
      double expectedSum = logSum(expected, row, classes);
      for (int i = row; i < row + classes; i++) {
        double a = found[i] - foundSum;
        double b = expected[i] - expectedSum;
        difference += (a - b) * (a - b);
        norm += b * b;
      }
    }
    return Math.sqrt(difference / norm);
  }

  private static double logSum(float[] logits, int row, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = row; i < row + classes; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = row; i < row + classes; i++) {
      sum += Math.exp(logits[i] - largest);
    }
    return largest + Math.log(sum);
  }
}
