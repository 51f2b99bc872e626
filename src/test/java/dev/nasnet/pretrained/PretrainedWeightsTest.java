package dev.nasnet.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.WeightsFile;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainedWeightsTest {
  /** Float32 in another order of sums; measured 1e-7. */
  private static final double TOLERANCE = 1e-5;

  private static final NasNetSpec NO_TOP = SmallStore.SPEC.toBuilder().noTop(Pooling.AVG).build();

  @TempDir Path folder;

  private SmallStore store;

  @BeforeEach
  void start() {
    store = new SmallStore(folder);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void theWholeFileComputesWhatKerasComputesWithIt() throws IOException {
    PretrainedWeights pretrained = PretrainedWeights.imagenet(SmallStore.SPEC);
    assertThat(pretrained.file()).isEqualTo(store.models().resolve("small.h5"));
    assertThat(pretrained.classes().orElseThrow().names())
        .containsExactly("tench", "crane", "sock", "crane", "tiger_shark");
    assertThat(pretrained.classes().orElseThrow().wordNetIds()).hasSize(5).contains("n00000004");
    assertThat(difference(SmallStore.SPEC, pretrained.file(), "small.h5")).isLessThan(TOLERANCE);
    // A control: the names of the program that wrote the published files, read as another network.
    NasNetSpec padded = SmallStore.SPEC.toBuilder().poolPadding(PoolPadding.SAME).build();
    assertThat(difference(padded, pretrained.file(), "small.h5")).isGreaterThan(1e-2);
  }

  @Test
  void theFileWithoutClassifierComputesWhatKerasComputesWithIt() throws IOException {
    // The program that made the answers pooled nothing: at 32 px the feature map has one pixel.
    PretrainedWeights pretrained = PretrainedWeights.imagenet(NO_TOP);
    assertThat(pretrained.classes()).isEmpty();
    assertThat(store.requests()).containsExactly("NASNet-small-no-top.h5");
    assertThat(difference(NO_TOP, pretrained.file(), "small_no_top.h5")).isLessThan(TOLERANCE);
  }

  @Test
  void aSecondUseMakesNoRequest() {
    PretrainedWeights.imagenet(SmallStore.SPEC);
    store.goOffline();
    assertThat(PretrainedWeights.imagenet(SmallStore.SPEC).file()).exists();
    assertThat(store.requests()).containsExactly("NASNet-small.h5", "imagenet_class_index.json");
  }

  @Test
  void anotherClassifierTakesTheFileWithoutOne() {
    NasNetSpec three = SmallStore.SPEC.toBuilder().classes(3).build();
    PretrainedWeights found = PretrainedWeights.imagenetForTransfer(three, DownloadListener.none());
    assertThat(found.file()).hasFileName("small_no_top.h5");
    assertThat(
            PretrainedWeights.imagenetForTransfer(SmallStore.SPEC, DownloadListener.none()).file())
        .hasFileName("small.h5");
    assertThatThrownBy(() -> PretrainedWeights.imagenet(three))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("classes (3) must be 5");
  }

  @Test
  void anotherImageSizeNeedsNoTop() {
    NasNetSpec larger = SmallStore.SPEC.toBuilder().size(ImageSize.of("48x64")).build();
    assertThatThrownBy(() -> PretrainedWeights.imagenet(larger))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("for the published classifier, as in Keras");
    NasNetSpec features = NO_TOP.toBuilder().size(ImageSize.of("48x64")).build();
    assertThat(PretrainedWeights.imagenet(features).file()).hasFileName("small_no_top.h5");
  }

  @Test
  void whatComputesSomethingElseIsRefusedWithTheReason() {
    refused(spec -> spec.wiring(Wiring.SKIP), "wiring (skip) must be direct");
    refused(spec -> spec.poolPadding(PoolPadding.SAME), "pool padding (same) must be zero");
    refused(spec -> spec.dialect(Dialect.SLIM), "dialect (slim) must be keras");
    refused(spec -> spec.dialect(Dialect.ARTICLE), "dialect (article) must be keras");
    refused(spec -> spec.batchNormEpsilon(1e-5), "batch norm epsilon (1.0E-5) must be 0.001");
    refused(spec -> spec.notation("2@96"), "spec (2@96 with 8 stem filters) must be 1@96 with 8");
    refused(spec -> spec.stemFilters(16), "spec (1@96 with 16 stem filters) must be");
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void theMomentumOfBatchNormAndDropoutAreFree() {
    NasNetSpec spec = SmallStore.SPEC.toBuilder().batchNormMomentum(0.9).dropout(0.5).build();
    assertThat(PretrainedWeights.imagenet(spec).file()).exists();
  }

  @Test
  void aFileOfClassNamesOfAnotherFormIsRefused() throws IOException {
    for (String json :
        List.of(
            "[]",
            "{}",
            "{\"0\": [\"n1\", \"a\"]}",
            "{\"0\": [\"n1\", \"a\"], \"1\": [\"n1\", \"b\"]}",
            "{\"0\": [\"n1\", \"a\"], \"1\": [\"n2\"]}",
            "{\"0\": [\"n1\", \"a\"], \"1\": 7}",
            "{\"0\": [\"n1\", \"a\"], \"1\": [\"n2\", \"b\"], \"2\": [\"n3\", \"c\"]}",
            "not json {")) {
      Path file = Files.writeString(folder.resolve("names.json"), json);
      assertThatThrownBy(() -> ImageNetClasses.read(file, 2))
          .as(json)
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("must be a JSON object of 2 classes");
    }
  }

  @Test
  void theEnvironmentNamesCacheAndMirror() {
    PretrainedStore usual = store(Map.of());
    assertThat(usual.models()).isEqualTo(Path.of("/home/ada/.keras/models"));
    assertThat(usual.mirror()).isEmpty();
    PretrainedStore other =
        store(Map.of("KERAS_HOME", "~/k", "NASNET_WEIGHTS_URL", "http://mirror.test/a"));
    assertThat(other.models()).isEqualTo(Path.of("/home/ada/k/models"));
    assertThat(other.mirror()).hasValue("http://mirror.test/a/");
    for (String wrong : List.of("ftp://x/y", "file:///x", "mirror", "http:///x", "http://x/?a=b")) {
      assertThatThrownBy(() -> store(Map.of("NASNET_WEIGHTS_URL", wrong)))
          .as(wrong)
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("NASNET_WEIGHTS_URL (" + wrong + ") must be");
    }
  }

  @Test
  void aMirrorServesAllFiles() throws IOException {
    try (FileServer mirror = new FileServer()) {
      mirror.serve("nasnet/x.h5", new byte[] {1});
      PublishedFile file =
          new PublishedFile(
              "x.h5", "http://127.0.0.1:1/", "x.h5", "55a54008ad1ba589aa210d2629c1df41");
      PretrainedStore with =
          PretrainedStore.of(
              Catalog.keras(),
              Map.of(
                  "KERAS_HOME", folder.toString(), "NASNET_WEIGHTS_URL", mirror.url() + "nasnet"),
              "/");
      assertThat(with.require(file, DownloadListener.none())).hasBinaryContent(new byte[] {1});
    }
  }

  private static PretrainedStore store(Map<String, String> environment) {
    return PretrainedStore.of(Catalog.keras(), environment, "/home/ada");
  }

  private static void refused(UnaryOperator<SpecBuilder> change, String message) {
    NasNetSpec spec = change.apply(SmallStore.SPEC.toBuilder()).build();
    assertThatThrownBy(() -> PretrainedWeights.imagenet(spec))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> PretrainedWeights.imagenetForTransfer(spec, DownloadListener.none()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith(message);
  }

  /** The relative L2 difference of Java's outputs from Keras's for the image sin(i). */
  private static double difference(NasNetSpec spec, Path file, String answer) throws IOException {
    Network network = Network.of(spec);
    float[] pixels = new float[32 * 32 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    NamedArray image = new NamedArray("image", List.of(1, 32, 32, 3), pixels);
    try (InferenceGraph graph =
        InferenceGraph.open(network, WeightsFile.open(file).load(network).weights())) {
      return relative(graph.run(image).values(), answers(answer));
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

  private static double[] answers(String name) throws IOException {
    try (var reader =
        new InputStreamReader(
            Objects.requireNonNull(
                PretrainedWeightsTest.class.getResourceAsStream("/pretrained/answers.json")),
            StandardCharsets.UTF_8)) {
      JsonObject all = JsonParser.parseReader(reader).getAsJsonObject();
      return new Gson().fromJson(all.get(name), double[].class);
    }
  }
}
