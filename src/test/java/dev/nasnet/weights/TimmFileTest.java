package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State dicts that timm wrote: each value is found at its place in PyTorch's order. */
class TimmFileTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"small", "small-pnasnet"})
  void everyTensorIsReadInKerassOrder(String name) throws IOException {
    Path file = unpacked(name + ".safetensors");
    SafetensorsFile torch = SafetensorsFile.open(file);
    TimmContents contents = TimmContents.open(file);
    Set<String> keys = new TreeSet<>(torch.tensors().keySet());
    keys.removeIf(key -> key.endsWith(".num_batches_tracked"));
    assertThat(contents.keys().values()).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(contents.kind()).isEqualTo("a safetensors file of timm's names");
    assertThat(contents.path()).isEqualTo(file);
    assertThat(contents.hasBackground()).isTrue();
    Network network = Network.of(LikelySpec.of(contents).orElseThrow());
    for (VariableSpec variable : network.variables()) {
      String key = contents.keys().get(variable.name());
      NamedArray read = contents.read(List.of(variable.name())).get(0);
      assertThat(read.name()).isEqualTo(variable.name());
      assertThat(read.shape()).as(key).isEqualTo(variable.shape());
      check(read, torch.values(key), torch.tensors().get(key).shape());
    }
    assertThatThrownBy(() -> contents.read(List.of("nothing")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no weights are called nothing");
  }

  /** Keras's {@code [k, k, in, out]} is PyTorch's {@code [out, in, k, k]}. */
  private static void check(NamedArray keras, float[] torch, List<Integer> shape) {
    float[] values = keras.values();
    if (shape.size() == 1) {
      assertThat(values).isEqualTo(torch);
      return;
    }
    int outputs = shape.get(0);
    int inputs = shape.get(1);
    int window = torch.length / outputs / inputs;
    for (int out = 0; out < outputs; out++) {
      for (int in = 0; in < inputs; in++) {
        for (int place = 0; place < window; place++) {
          assertThat(values[(place * inputs + in) * outputs + out])
              .isEqualTo(torch[(out * inputs + in) * window + place]);
        }
      }
    }
  }

  @Test
  void theModelIsTimms() throws IOException {
    TimmContents nasNet = TimmContents.open(unpacked("small.safetensors"));
    NasNetSpec spec = LikelySpec.of(nasNet).orElseThrow();
    assertThat(spec.size()).isEqualTo(NasNetSpec.large().size());
    assertThat(spec.wiring()).isEqualTo(Wiring.SKIP);
    assertThat(spec.poolPadding()).isEqualTo(PoolPadding.TIMM);
    assertThat(spec.notation()).isEqualTo("6@96");
    assertThat(spec.classes()).isEqualTo(5);
    assertThat(nasNet.differences(spec)).isEmpty();
    assertThat(nasNet.differences(spec.toBuilder().poolPadding(PoolPadding.ZERO).build()))
        .containsExactly(
            "the model in %s has the pool padding timm, this network zero, so it predicts other"
                    .formatted(nasNet.path())
                + " values; the padding timm predicts the same");
    assertThatThrownBy(() -> nasNet.differences(spec.toBuilder().wiring(Wiring.DIRECT).build()))
        .hasMessageContaining("the wiring of timm's network, skip, not direct; give `wiring` skip");
    assertThatThrownBy(() -> nasNet.differences(spec.toBuilder().batchNormEpsilon(0.01).build()))
        .hasMessageContaining("the batch norm epsilon of timm's network, 0.001, not 0.01;");
    TimmContents pnasNet = TimmContents.open(unpacked("small-pnasnet.safetensors"));
    NasNetSpec other = LikelySpec.of(pnasNet).orElseThrow();
    assertThat(other.cellSet()).isEqualTo(CellSet.PNASNET_5);
    assertThat(other.wiring()).isEqualTo(Wiring.DIRECT);
    // Other cells are refused later, by the names that do not fit.
    assertThat(pnasNet.differences(spec.toBuilder().poolPadding(PoolPadding.SAME).build()))
        .isEmpty();
  }

  @Test
  void whatIsNoNetworkOfTimmIsNamed() throws IOException {
    SafetensorsBytes stem = new SafetensorsBytes();
    stem.add("conv0.conv.weight", List.of(4, 3, 3, 3), new float[108]);
    refused(stem, "conv0.conv.weight or cell_0.conv_1x1.conv.weight is missing or misshapen");
    SafetensorsBytes flat = new SafetensorsBytes();
    flat.add("conv0.conv.weight", List.of(4), new float[4]);
    flat.add("cell_0.conv_1x1.conv.weight", List.of(4, 2, 1, 1), new float[8]);
    refused(flat, "conv0.conv.weight or cell_0.conv_1x1.conv.weight is missing or misshapen");
    SafetensorsBytes pnasNet = new SafetensorsBytes();
    pnasNet.add("conv_0.conv.weight", List.of(4, 3, 3, 3), new float[108]);
    refused(pnasNet, "conv_0.conv.weight or cell_0.conv_1x1.conv.weight is missing");
    SafetensorsBytes oneCell = new SafetensorsBytes();
    oneCell.add("conv0.conv.weight", List.of(4, 3, 3, 3), new float[108]);
    oneCell.add("cell_0.conv_1x1.conv.weight", List.of(4, 2, 1, 1), new float[8]);
    refused(oneCell, "must hold timm's nasnetalarge: cells (0) must be within 1 and 200");
  }

  @Test
  void anotherTypeIsNamed() throws IOException {
    Path file = unpacked("small.safetensors");
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    String other = text.replaceFirst("\"F32\"", "\"U32\"");
    Files.writeString(file, other, StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> TimmContents.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must be float32: ")
        .hasMessageEndingWith(" is U32; convert it first");
  }

  /** A tensor that the network does not have keeps its name, so that it is extra. */
  @Test
  void anotherTensorKeepsItsName() throws IOException {
    SafetensorsBytes bytes = new SafetensorsBytes();
    bytes.add("conv0.conv.weight", List.of(4, 3, 3, 3), new float[108]);
    for (int cell = 0; cell < 3; cell++) {
      bytes.add("cell_%d.conv_1x1.conv.weight".formatted(cell), List.of(4, 2, 1, 1), new float[8]);
    }
    bytes.add("more.weight", List.of(2, 3), new float[6]);
    bytes.add("more.num_batches_tracked", List.of(), new float[1]);
    Path file = Files.write(folder.resolve("more.safetensors"), bytes.write());
    TimmContents contents = TimmContents.open(file);
    assertThat(contents.shapes())
        .containsEntry("more.weight", List.of(2, 3))
        .containsEntry("stem_conv1/kernel", List.of(3, 3, 3, 4))
        .containsEntry("normal_conv_1_0/kernel", List.of(1, 1, 2, 4))
        .hasSize(5);
    assertThat(contents.read(List.of("more.weight"))).hasSize(1);
  }

  private void refused(SafetensorsBytes bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("other.safetensors"), bytes.write());
    assertThatThrownBy(() -> TimmContents.open(file))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  private Path unpacked(String name) throws IOException {
    try (InputStream packed = TimmFileTest.class.getResourceAsStream("/timm/" + name + ".gz")) {
      byte[] bytes = new GZIPInputStream(Objects.requireNonNull(packed)).readAllBytes();
      return Files.write(folder.resolve(name), bytes);
    }
  }
}
