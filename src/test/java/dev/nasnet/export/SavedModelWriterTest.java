package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.data.DigitImages;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

class SavedModelWriterTest {
  private static final NasNetSpec TINY =
      NasNetSpec.of("1@96").toBuilder().size(new ImageSize(33, 40)).classes(3).build();

  private static final List<Sample> SAMPLES =
      List.of(new Sample("digit", ByteString.copyFrom(DigitImages.png(1).get(0))));

  @TempDir Path folder;

  @Test
  void javasOwnLoaderAgreesWithTheGraph() {
    Network network = Network.of(TINY);
    Weights weights = Weights.randomBatchNorm(network, 7);
    NamedArray images = images(network);
    float[] expected = expected(network, weights, images);
    Path version = write("model", network, weights);
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString(), "serve");
        TFloat32 tensor =
            TFloat32.tensorOf(Shape.of(images.dimensions()), DataBuffers.of(images.values()));
        Result result =
            bundle
                .session()
                .runner()
                .feed("serving_default_image:0", tensor)
                .fetch("StatefulPartitionedCall:1")
                .run()) {
      float[] found = new float[expected.length];
      ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(found);
      // The same kernels on constants and on variables: rounding only.
      assertThat(found).containsExactly(expected, within(1e-6f));
    }
  }

  @Test
  void twoExportsAreEqualByteForByteAndNumberedOnward() throws IOException {
    Network network = Network.of(TINY);
    Weights weights = Weights.random(network, 1);
    Path first = write("model", network, weights);
    Path second = write("model", network, weights);
    assertThat(first).isEqualTo(folder.resolve("model/1"));
    assertThat(second).isEqualTo(folder.resolve("model/2"));
    try (var files = Files.walk(first)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(second.resolve(first.relativize(file))).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void wrongClassNamesAreRefused() {
    Network network = Network.of(TINY);
    Weights weights = Weights.random(network, 1);
    assertThatThrownBy(() -> new Artefact(network, weights, List.of("a"), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("class names (1) must be");
  }

  @Tag("interop")
  @ParameterizedTest
  @ValueSource(strings = {"softmax", "logits", "features"})
  void pythonLoadsWhatJavaWrote(String head) throws IOException {
    Network network = Network.of(spec(head));
    Weights weights = Weights.randomBatchNorm(network, 11);
    NamedArray images = images(network);
    float[] expected = expected(network, weights, images);
    Path version = write("model", network, weights);
    Path data = Files.createDirectory(folder.resolve("data"));
    floats(data.resolve("image.f32"), images.values());
    floats(data.resolve("output.f32"), expected);
    Files.writeString(
        data.resolve("expected.json"),
        "{\"layers\": %d, \"variables\": %d, \"trainable\": %d, \"batch\": 2}"
            .formatted(
                network.layers().size(),
                network.variables().size(),
                network.variables().stream().filter(v -> v.trainable()).count()));
    assertThat(Python.run("verify_bundle.py", version.toString(), data.toString()))
        .contains("bundle agrees");
  }

  private static NasNetSpec spec(String head) {
    return switch (head) {
      case "softmax" -> TINY;
      case "logits" -> TINY.toBuilder().logits().build();
      default -> TINY.toBuilder().noTop(Pooling.MAX).build();
    };
  }

  private Path write(String name, Network network, Weights weights) {
    int classes = network.spec().classes();
    List<String> names = List.of("ant", "bee", "cat").subList(0, classes);
    return Format.SAVED_MODEL.write(
        folder.resolve(name), new Artefact(network, weights, names, Map.of("seed", 7), SAMPLES));
  }

  private static float[] expected(Network network, Weights weights, NamedArray images) {
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      return graph.run(images).values();
    }
  }

  private static NamedArray images(Network network) {
    int height = network.input().output().height();
    int width = network.input().output().width();
    Random random = new Random(3);
    float[] values = new float[2 * height * width * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return new NamedArray("image", List.of(2, height, width, 3), values);
  }

  private static void floats(Path file, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }
}
