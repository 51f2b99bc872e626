package dev.nasnet.export.litert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.export.onnx.OnnxCase;
import dev.nasnet.interop.Python;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LiteRT's interpreter judges what is written, against TensorFlow on Keras's own layers. */
@Tag("interop")
class LiteRtParityTest {
  private static final NasNetSpec TINY =
      NasNetSpec.of("1@96").toBuilder()
          .stemFilters(8)
          .classes(10)
          .size(ImageSize.square(33))
          .build();

  @TempDir private Path folder;

  @Test
  void everyKindOfNetworkComputesThePlainNetwork() throws IOException {
    LiteRtCases cases = new LiteRtCases(folder);
    for (String size : List.of("33x40", "47")) {
      for (Wiring wiring : Wiring.values()) {
        add(cases, size, wiring, Dialect.KERAS, PoolPadding.ZERO);
        add(cases, size, wiring, Dialect.KERAS, PoolPadding.TIMM);
        add(cases, size, wiring, Dialect.SLIM, PoolPadding.SAME);
        add(cases, size, wiring, Dialect.ARTICLE, PoolPadding.SAME);
      }
    }
    assertThat(judged(cases)).contains("LiteRT agrees");
  }

  @Test
  void headsAndStemsAgreeAndWrongNetworksDiffer() throws IOException {
    LiteRtCases cases = new LiteRtCases(folder);
    NasNetSpec cifar = NasNetSpec.cifar().toBuilder().notation("2@24").classes(10).build();
    cases.add("cifar", OnnxCase.of(cifar), null);
    cases.add("cells", OnnxCase.of(TINY.toBuilder().notation("3@96").build()), null);
    cases.add(
        "sigmoid", OnnxCase.of(TINY.toBuilder().activation(HeadActivation.SIGMOID).build()), null);
    for (Pooling pooling : Pooling.values()) {
      cases.add("no-top-" + pooling, OnnxCase.of(TINY.toBuilder().noTop(pooling).build()), null);
    }
    OnnxCase one = OnnxCase.of(TINY);
    Network padded = Network.of(TINY.toBuilder().poolPadding(PoolPadding.SAME).build());
    cases.add("wrong-padding", one, padded.forInference());
    Network epsilon = Network.of(TINY.toBuilder().batchNormEpsilon(2e-3).build());
    cases.add("wrong-epsilon", one, epsilon.forInference());
    assertThat(judged(cases)).contains("LiteRT agrees");
  }

  @Test
  void theNumbersAreThoseOfThePublishedSchema() throws IOException, IllegalAccessException {
    List<String> lines = new ArrayList<>();
    for (Class<?> table : Schema.class.getDeclaredClasses()) {
      for (Field field : table.getDeclaredFields()) {
        if (!field.isSynthetic()) {
          lines.add(
              "%s %s %d".formatted(table.getSimpleName(), field.getName(), field.getInt(null)));
        }
      }
    }
    assertThat(lines).hasSizeGreaterThan(80);
    Path numbers = Files.write(folder.resolve("numbers.txt"), lines);
    assertThat(Python.run("verify_litert.py", "--schema", numbers)).contains("LiteRT agrees");
  }

  private static void add(
      LiteRtCases cases, String size, Wiring wiring, Dialect dialect, PoolPadding padding)
      throws IOException {
    NasNetSpec spec =
        TINY.toBuilder()
            .dialect(dialect)
            .poolPadding(padding)
            .wiring(wiring)
            .size(ImageSize.of(size))
            .build();
    String name = String.join("-", size, wiring.name(), dialect.name(), padding.name());
    cases.add(name, OnnxCase.of(spec), null);
  }

  private static String judged(LiteRtCases cases) {
    return Python.run("verify_litert.py", cases.folders());
  }
}
