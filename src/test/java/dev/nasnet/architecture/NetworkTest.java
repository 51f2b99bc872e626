package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "large, 88949818, 88753150, 23783.4, 533, 1546, 1041",
    "mobile, 5326716, 5289978, 563.6, 389, 1126, 771",
    "xception, 24720484, 24613292, 5373.7, 605, 1756, 1176",
    "cifar, 3383786, 3346538, 544.3, 491, 1424, 936",
  })
  void presetsHaveThePublishedCounts(
      String preset,
      long total,
      long trainable,
      double millions,
      int weighted,
      int tensors,
      int layers) {
    Network network = Network.of(preset(preset));
    assertThat(network.parameters()).isEqualTo(total);
    assertThat(network.trainableParameters()).isEqualTo(trainable);
    // The table gives a tenth of a million.
    assertThat(Math.round(network.multiplyAdds() / 1e5) / 10.0).isEqualTo(millions);
    assertThat(network.weightedLayers()).hasSize(weighted);
    assertThat(network.variables()).hasSize(tensors);
    assertThat(network.layers()).hasSize(layers);
  }

  @Test
  void variantsHaveThePublishedCounts() {
    assertThat(count(NasNetSpec.large().toBuilder().noTop(Pooling.AVG))).isEqualTo(84_916_818);
    assertThat(count(NasNetSpec.mobile().toBuilder().noTop(Pooling.NONE))).isEqualTo(4_269_716);
    assertThat(count(NasNetSpec.large().toBuilder().classes(1001))).isEqualTo(88_953_851);
    assertThat(count(NasNetSpec.mobile().toBuilder().classes(1001))).isEqualTo(5_327_773);
    assertThat(count(NasNetSpec.xceptionSized().toBuilder().stemFilters(32))).isEqualTo(24_702_948);
    assertThat(count(NasNetSpec.mobile().toBuilder().notation("2@192"))).isEqualTo(310_274);
    SpecBuilder tiny = NasNetSpec.mobile().toBuilder().notation("1@96").stemFilters(8).classes(10);
    Network network = Network.of(tiny.size(ImageSize.square(64)).wiring(Wiring.SKIP).build());
    assertThat(network.parameters()).isEqualTo(27_512);
    assertThat(network.layers()).hasSize(363);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"large", "mobile", "xception", "cifar"})
  void aBuilderBeginsWhereItsSpecStands(String preset) {
    assertThat(preset(preset).toBuilder().build()).isEqualTo(preset(preset));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"large, 4567784", "mobile, 2411240", "cifar, 1631498"})
  void theAuxiliaryHeadAddsThePublishedParameters(String preset, long added) {
    NasNetSpec spec = preset(preset);
    Network with = Network.of(spec.toBuilder().auxiliaryHead(true).build());
    assertThat(with.trainableParameters() - Network.of(spec).trainableParameters())
        .isEqualTo(added);
    assertThat(with.forInference().layers()).isEqualTo(Network.of(spec).layers());
  }

  @ParameterizedTest(name = "{0} px")
  @ValueSource(ints = {32, 33, 64, 65, 96, 223, 224, 331})
  void countsAreTheSameForEverySize(int pixels) {
    NasNetSpec spec = NasNetSpec.mobile().toBuilder().size(ImageSize.square(pixels)).build();
    assertThat(Network.of(spec).parameters()).isEqualTo(5_326_716);
    assertThat(Network.of(spec).layers()).hasSize(771);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"large", "mobile"})
  void weightedLayersEqualKerasLineByLine(String preset) throws IOException {
    List<Layer> layers = Network.of(preset(preset)).weightedLayers();
    List<String> lines =
        java.util.stream.IntStream.range(0, layers.size())
            .mapToObj(i -> line(i, layers.get(i)))
            .toList();
    assertThat(lines).isEqualTo(keras("/keras/nasnet_" + preset + ".tsv"));
  }

  @Test
  void shapesFollowThePaper() {
    Network large = Network.of(NasNetSpec.large());
    assertThat(large.layer("stem_bn1").output()).isEqualTo(OutputShape.map(165, 165, 96));
    assertThat(large.layer("reduction_concat_stem_1").output())
        .isEqualTo(OutputShape.map(83, 83, 168));
    assertThat(large.layer("normal_concat_18").output()).isEqualTo(OutputShape.map(11, 11, 4032));
  }

  @Test
  void dropPathDeepensWithTheCells() {
    Network network = Network.of(NasNetSpec.large().toBuilder().dropPathKeep(0.7).build());
    List<Layer.DropPath> drops =
        network.layers().stream()
            .filter(Layer.DropPath.class::isInstance)
            .map(Layer.DropPath.class::cast)
            .toList();
    assertThat(drops.get(0).keep()).isEqualTo(0.98636, org.assertj.core.data.Offset.offset(5e-6));
    assertThat(drops.get(drops.size() - 1).keep())
        .isEqualTo(0.7, org.assertj.core.data.Offset.offset(1e-9));
  }

  static NasNetSpec preset(String name) {
    return switch (name) {
      case "large" -> NasNetSpec.large();
      case "mobile" -> NasNetSpec.mobile();
      case "xception" -> NasNetSpec.xceptionSized();
      default -> NasNetSpec.cifar();
    };
  }

  private static long count(SpecBuilder builder) {
    return Network.of(builder.build()).parameters();
  }

  private static String line(int order, Layer layer) {
    String variables =
        layer.variables().stream()
            .map(v -> v.attribute() + ":" + join(v.shape()))
            .collect(Collectors.joining(" "));
    return "%d\t%s\t%s\t%s".formatted(order, layer.name(), layer.kerasClass(), variables);
  }

  private static String join(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  private static List<String> keras(String resource) throws IOException {
    try (var stream = Objects.requireNonNull(NetworkTest.class.getResourceAsStream(resource));
        var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
