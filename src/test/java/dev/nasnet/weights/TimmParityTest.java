package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights that timm's own classes wrote (src/test/python/timm_answers.py) and their logits. The
 * image has 48 px, so that feature maps have odd and even sizes.
 */
class TimmParityTest {
  /** Float32 in another order of sums; the networks of full size at 331 px were checked by hand. */
  private static final double TOLERANCE = 1e-5;

  private static final int SIZE = 48;

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void unpack() throws IOException {
    file = unpacked("small.safetensors");
  }

  private Path unpacked(String name) throws IOException {
    Path plain = folder.resolve(name);
    try (InputStream packed = resource(name + ".gz")) {
      return Files.write(plain, new GZIPInputStream(packed).readAllBytes());
    }
  }

  @Test
  void theNetworkComputesWhatTimmComputes() throws IOException {
    NasNetSpec spec = likely();
    assertThat(spec.notation()).isEqualTo("6@96");
    assertThat(spec.wiring()).isEqualTo(Wiring.SKIP);
    assertThat(spec.poolPadding()).isEqualTo(PoolPadding.TIMM);
    assertThat(spec.classes()).isEqualTo(5);
    assertThat(difference(spec, "answers.json")).isLessThan(TOLERANCE);
    NasNetSpec padded = spec.toBuilder().poolPadding(PoolPadding.ZERO).build();
    assertThat(difference(padded, "answers.json")).isGreaterThan(1e-3);
    assertThat(report(padded))
        .singleElement()
        .asString()
        .contains("has the pool padding timm, this network zero, so it predicts other values");
    assertThat(report(spec)).isEmpty();
  }

  @Test
  void pnasNetComputesWhatTimmComputes() throws IOException {
    file = unpacked("small-pnasnet.safetensors");
    NasNetSpec spec = likely();
    assertThat(spec.cellSet()).isEqualTo(CellSet.PNASNET_5);
    assertThat(spec.notation()).isEqualTo("4@80");
    assertThat(spec.poolPadding()).isEqualTo(PoolPadding.SAME);
    assertThat(WeightsFile.open(file).likelySpec().orElseThrow().size())
        .isEqualTo(NasNetSpec.pnasNetLarge().size());
    assertThat(difference(spec, "pnasnet.json")).isLessThan(TOLERANCE);
    assertThat(report(spec)).isEmpty();
    NasNetSpec padded = spec.toBuilder().poolPadding(PoolPadding.ZERO).build();
    assertThat(difference(padded, "pnasnet.json")).isGreaterThan(1e-3);
    assertThat(report(padded))
        .singleElement()
        .asString()
        .contains("has the pool padding same, this network zero, so it predicts other values");
    assertThatThrownBy(() -> report(NasNetSpec.mobile()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must fit 4@1056");
  }

  @Test
  void whatComputesNothingUsefulIsRefused() {
    assertThatThrownBy(() -> report(likely().toBuilder().wiring(Wiring.DIRECT).build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be used with the wiring of timm's network, skip");
    assertThatThrownBy(() -> report(likely().toBuilder().batchNormEpsilon(1e-5).build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("the batch norm epsilon of timm's network, 0.001, not 1.0E-5");
    assertThatThrownBy(() -> report(likely().toBuilder().notation("5@96").build()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must fit 5@96");
  }

  @Test
  void withoutClassifierItIsReadToo() {
    assertThat(report(likely().toBuilder().noTop(Pooling.AVG).build()))
        .containsExactly("the classifier is skipped: the network has none");
  }

  @Test
  void theBackgroundClassOfPublishedFilesIsSkipped() throws IOException {
    Path published = folder.resolve("published.safetensors");
    SafetensorsBytes bytes = new SafetensorsBytes();
    SafetensorsFile original = SafetensorsFile.open(file);
    original.tensors().entrySet().stream()
        .filter(entry -> entry.getValue().type().equals("F32"))
        .filter(entry -> !entry.getKey().startsWith("last_linear"))
        .forEach(
            entry ->
                bytes.add(
                    entry.getKey(), entry.getValue().shape(), original.values(entry.getKey())));
    float[] bias = new float[1001];
    float[] kernel = new float[1001 * 96];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = i;
      kernel[i * 96] = i;
    }
    bytes.add("last_linear.bias", List.of(1001), bias);
    bytes.add("last_linear.weight", List.of(1001, 96), kernel);
    Files.write(published, bytes.write());
    NasNetSpec thousand = likely().toBuilder().classes(1000).build();
    WeightsFile.Loaded loaded = WeightsFile.open(published).load(Network.of(thousand));
    assertThat(loaded.report())
        .containsExactly("the background class, slim's first of 1001, is skipped");
    assertThat(loaded.weights().get("predictions/bias").values()).hasSize(1000).startsWith(1, 2);
    assertThat(loaded.weights().get("predictions/kernel").values()).startsWith(1, 2, 3);
  }

  @Test
  void halfPrecisionIsRefusedByName() throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    String half = text.replaceFirst("\"F32\"", "\"I32\"");
    Files.write(file, half.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> WeightsFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be float32: ")
        .hasMessageContaining(" is I32; convert it first");
  }

  @Test
  void aFileOfAnotherNetworkIsRefused() throws IOException {
    SafetensorsBytes bytes = new SafetensorsBytes();
    bytes.add("conv1.weight", List.of(1, 1, 1, 1), new float[1]);
    Files.write(file, bytes.write());
    assertThatThrownBy(() -> WeightsFile.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must hold timm's nasnetalarge or pnasnet5large: conv0.conv.weight");
  }

  private NasNetSpec likely() {
    return WeightsFile.open(file).likelySpec().orElseThrow().toBuilder()
        .size(ImageSize.square(SIZE))
        .logits()
        .build();
  }

  private List<String> report(NasNetSpec spec) {
    return WeightsFile.open(file).load(Network.of(spec)).report();
  }

  private double difference(NasNetSpec spec, String answers) throws IOException {
    Network network = Network.of(spec);
    float[] pixels = new float[SIZE * SIZE * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    NamedArray image = new NamedArray("image", List.of(1, SIZE, SIZE, 3), pixels);
    try (InferenceGraph graph =
        InferenceGraph.open(network, WeightsFile.open(file).load(network).weights())) {
      return relative(graph.run(image).values(), logits(answers));
    }
  }

  private static double relative(float[] values, double[] expected) {
    assertThat(values).hasSameSizeAs(expected);
    double difference = 0;
    double size = 0;
    for (int i = 0; i < values.length; i++) {
      difference += Math.pow(values[i] - expected[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / size);
  }

  private static double[] logits(String answers) throws IOException {
    try (var reader = new InputStreamReader(resource(answers), StandardCharsets.UTF_8)) {
      return new Gson()
          .fromJson(JsonParser.parseReader(reader).getAsJsonObject().get("logits"), double[].class);
    }
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(TimmParityTest.class.getResourceAsStream("/timm/" + name));
  }
}
