package dev.nasnet.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.weights.NamedArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime, in this JVM, judges what is written, against TensorFlow on Keras's own layers. */
@Tag("slow")
class OnnxParityTest {
  /** Float32 sums in another order; measured below 1e-6. */
  private static final double TOLERANCE = 1e-5;

  private static final int CLASSES = 10;

  private static final NasNetSpec TINY =
      NasNetSpec.of("1@96").toBuilder()
          .stemFilters(8)
          .classes(CLASSES)
          .size(ImageSize.square(33))
          .build();

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, {1}, {2} at {3}")
  @MethodSource("everyKind")
  void theProbabilitiesAreThePlainNetworks(
      Dialect dialect, PoolPadding padding, Wiring wiring, String size)
      throws IOException, OrtException {
    OnnxCase one =
        OnnxCase.of(
            TINY.toBuilder()
                .dialect(dialect)
                .poolPadding(padding)
                .wiring(wiring)
                .size(ImageSize.of(size))
                .build());
    Path file = one.write(folder.resolve("a.onnx"), OnnxOptions.STANDARD);
    for (int count : new int[] {1, 3, 8}) {
      assertThat(difference(file, one, one.images(count))).isLessThan(TOLERANCE);
    }
  }

  /** At 33 × 40, stem and cells meet odd and even sizes in both directions; at 47 the others. */
  private static Stream<Arguments> everyKind() {
    return Stream.of("33x40", "47")
        .flatMap(
            size ->
                Stream.of(Wiring.values())
                    .flatMap(
                        wiring ->
                            Stream.of(
                                Arguments.of(Dialect.KERAS, PoolPadding.ZERO, wiring, size),
                                Arguments.of(Dialect.KERAS, PoolPadding.TIMM, wiring, size),
                                Arguments.of(Dialect.SLIM, PoolPadding.SAME, wiring, size),
                                Arguments.of(Dialect.ARTICLE, PoolPadding.SAME, wiring, size))));
  }

  @Test
  void soAreThoseOfMoreCellsAndOfTheCifarForm() throws IOException, OrtException {
    NasNetSpec cifar = NasNetSpec.cifar().toBuilder().notation("3@96").classes(CLASSES).build();
    for (NasNetSpec spec : new NasNetSpec[] {TINY.toBuilder().notation("3@96").build(), cifar}) {
      OnnxCase one = OnnxCase.of(spec);
      Path file = one.write(folder.resolve(spec.stem() + ".onnx"), OnnxOptions.STANDARD);
      assertThat(difference(file, one, one.images(3))).isLessThan(TOLERANCE);
    }
  }

  @Test
  void soAreMobiles() throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(NasNetSpec.mobile());
    Path file = one.write(folder.resolve("mobile.onnx"), OnnxOptions.STANDARD);
    NamedArray images = one.images(1);
    float[] logits = Objects.requireNonNull(OnnxCase.run(file, images).get("logits"));
    assertThat(
            OnnxCase.relative(
                OnnxCase.logProbabilities(logits, 1000),
                OnnxCase.logProbabilities(one.plain(images).values(), 1000)))
        .isLessThan(TOLERANCE);
  }

  @Test
  void aSigmoidHeadHasTheSigmoidOfItsLogits() throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(TINY.toBuilder().activation(HeadActivation.SIGMOID).build());
    Path file = one.write(folder.resolve("sigmoid.onnx"), OnnxOptions.STANDARD);
    Map<String, float[]> found = OnnxCase.run(file, one.images(3));
    float[] logits = Objects.requireNonNull(found.get("logits"));
    float[] probabilities = Objects.requireNonNull(found.get("probabilities"));
    for (int i = 0; i < logits.length; i++) {
      assertThat(probabilities[i])
          .isCloseTo((float) (1 / (1 + Math.exp(-logits[i]))), within(1e-6f));
    }
    assertThat(OnnxFile.verify(file))
        .allMatch(output -> output.difference() <= output.tolerance() * output.scale());
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void withoutAClassifierTheFeaturesAre(Pooling pooling) throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(TINY.toBuilder().noTop(pooling).build());
    NamedArray images = one.images(3);
    float[] plain = one.plain(images).values();
    Path file = one.write(folder.resolve("a.onnx"), OnnxOptions.STANDARD);
    Map<String, float[]> found = OnnxCase.run(file, images);
    assertThat(found).containsOnlyKeys("features");
    assertThat(OnnxCase.relative(found.get("features"), plain)).isLessThan(TOLERANCE);
    Path nchw =
        one.write(
            folder.resolve("nchw.onnx"),
            new OnnxOptions(
                OnnxOptions.Precision.FLOAT32,
                OnnxOptions.Input.FLOAT32,
                OnnxOptions.Layout.NCHW,
                false));
    float[] turned = OnnxCase.run(nchw, OnnxCase.channelsFirst(images)).get("features");
    float[] expected = pooling == Pooling.NONE ? channelsFirst(plain, 3, turned.length) : plain;
    assertThat(OnnxCase.relative(turned, expected)).isLessThan(TOLERANCE);
  }

  @Test
  void theFormsOfInputsGiveTheSame() throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(TINY.toBuilder().size(ImageSize.of("33x40")).build());
    NamedArray images = one.images(3);
    float[] plain = one.plain(images).values();
    for (OnnxOptions.Layout layout : OnnxOptions.Layout.values()) {
      NamedArray given =
          layout == OnnxOptions.Layout.NCHW ? OnnxCase.channelsFirst(images) : images;
      for (OnnxOptions.Input input : OnnxOptions.Input.values()) {
        Path file =
            one.write(
                folder.resolve(layout + "-" + input + ".onnx"),
                new OnnxOptions(OnnxOptions.Precision.FLOAT32, input, layout, true));
        Map<String, float[]> found =
            input == OnnxOptions.Input.UINT8
                ? OnnxCase.runBytes(file, given)
                : OnnxCase.run(file, given);
        assertThat(found).containsOnlyKeys("logits", "probabilities", "features");
        assertThat(OnnxCase.relative(found.get("logits"), plain)).isLessThan(TOLERANCE);
        assertThat(found.get("features")).hasSize(3 * 96);
      }
    }
  }

  @Test
  void float16IsAsFarOffAsTheFileSays() throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(TINY);
    OnnxOptions options =
        new OnnxOptions(
            OnnxOptions.Precision.FLOAT16,
            OnnxOptions.Input.FLOAT32,
            OnnxOptions.Layout.NHWC,
            false);
    Path file = folder.resolve("a.onnx");
    Map<String, Double> deviations = OnnxFile.write(file, one.model(), options);
    assertThat(deviations).containsOnlyKeys("logits", "probabilities");
    assertThat(deviations.get("logits")).isBetween(1e-4, 1e-2);
    double difference = difference(file, one, one.images(3));
    assertThat(difference).isBetween(1e-5, 1e-2);
  }

  /** The controls: what a wrong form of the network would give is seen. */
  @Test
  void aWrongPaddingOrEpsilonIsSeen() throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(TINY);
    for (NasNetSpec wrong :
        new NasNetSpec[] {
          TINY.toBuilder().poolPadding(PoolPadding.SAME).build(),
          TINY.toBuilder().batchNormEpsilon(2e-3).build()
        }) {
      OnnxCase other =
          new OnnxCase(dev.nasnet.architecture.Network.of(wrong).forInference(), one.weights());
      Path file = other.write(folder.resolve(wrong.hashCode() + ".onnx"), OnnxOptions.STANDARD);
      assertThat(difference(file, one, one.images(3))).isGreaterThan(1e-4);
    }
  }

  private static double difference(Path file, OnnxCase one, NamedArray images) throws OrtException {
    Map<String, float[]> found = OnnxCase.run(file, images);
    float[] expected = OnnxCase.logProbabilities(one.plain(images).values(), CLASSES);
    float[] probabilities = Objects.requireNonNull(found.get("probabilities"));
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    float[] logits = Objects.requireNonNull(found.get("logits"));
    return Math.max(
        OnnxCase.relative(logs, expected),
        OnnxCase.relative(OnnxCase.logProbabilities(logits, CLASSES), expected));
  }

  /** From {@code [n, pixels, 96]} to {@code [n, 96, pixels]}. */
  private static float[] channelsFirst(float[] map, int count, int size) {
    float[] turned = new float[size];
    int pixels = map.length / count / 96;
    for (int i = 0; i < map.length; i++) {
      int image = i / (pixels * 96);
      int within = i % (pixels * 96);
      turned[(image * 96 + within % 96) * pixels + within / 96] = map[i];
    }
    return turned;
  }
}
