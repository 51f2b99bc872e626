package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DataType;

/** What a file is called in messages decides nothing; its dialect is data. */
class LikelySpecTest {
  private static final NasNetSpec SPEC =
      NasNetSpec.of("1@96").toBuilder().stemFilters(8).classes(1001).build();
  private static final Network OF_1000 = Network.of(SPEC.toBuilder().classes(1000).build());

  @Test
  void theDialectIsTheFormatsNotTheWordsOfItsKind() {
    WeightsReader keras = new Shapes("a Keras file of slim's", Optional.empty());
    WeightsReader slim = new Shapes("a checkpoint", Optional.of(Dialect.SLIM));
    assertThat(LikelySpec.of(keras)).map(NasNetSpec::dialect).contains(Dialect.KERAS);
    assertThat(LikelySpec.of(slim)).map(NasNetSpec::dialect).contains(Dialect.SLIM);
  }

  @Test
  void onlySlimsFormatHasABackgroundClass() {
    WeightsReader keras = new Shapes("a Keras file of slim's", Optional.empty());
    WeightsReader slim = new Shapes("a checkpoint", Optional.of(Dialect.SLIM));
    assertThat(WithoutBackground.applies(keras, OF_1000)).isFalse();
    assertThat(WithoutBackground.applies(slim, OF_1000)).isTrue();
    assertThat(WithoutBackground.applies(slim, Network.of(SPEC))).isFalse();
    WeightsReader without = WithoutBackground.of(slim);
    assertThat(without.dialect()).contains(Dialect.SLIM);
    assertThat(WeightsMatch.of(OF_1000, without.shapes()).isExact()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void shapesShowTheSpec(NasNetSpec spec) {
    assertThat(LikelySpec.of(shapes(spec, Optional.empty()))).contains(spec);
  }

  static Stream<NasNetSpec> specs() {
    NasNetSpec pnasNet = NasNetSpec.pnasNetMobile();
    return Stream.of(
        NasNetSpec.large(),
        NasNetSpec.xceptionSized(),
        NasNetSpec.mobile(),
        NasNetSpec.cifar(),
        NasNetSpec.pnasNetLarge(),
        pnasNet,
        NasNetSpec.large().toBuilder().classes(7).build(),
        NasNetSpec.large().toBuilder().noTop(Pooling.NONE).build(),
        NasNetSpec.mobile().toBuilder().notation("6@4032").build(),
        NasNetSpec.mobile().toBuilder().notation("6@96").stemFilters(96).build(),
        NasNetSpec.mobile().toBuilder().notation("5@4032").stemFilters(96).build(),
        pnasNet.toBuilder().notation("4@4320").build(),
        pnasNet.toBuilder().notation("4@80").stemFilters(96).build(),
        pnasNet.toBuilder().notation("1@4320").stemFilters(96).build(),
        NasNetSpec.cifar().toBuilder().notation("2@48").stemFilters(5).classes(3).build());
  }

  @Test
  void onlyTheClassifierLosesTheBackground() {
    Map<String, List<Integer>> shapes =
        Map.of(
            "predictions/kernel", List.of(96, 1001),
            "predictions/bias", List.of(1001),
            "aux_predictions/bias", List.of(1001),
            "normal_conv_1_0/kernel", List.of(96, 1001),
            "aux_predictions/gamma", List.<Integer>of(),
            "aux_predictions/beta", List.of(8));
    WeightsReader whole = new Fixed(shapes, Optional.of(Dialect.SLIM));
    WeightsReader without = WithoutBackground.of(whole);
    assertThat(without.shapes())
        .containsEntry("predictions/kernel", List.of(96, 1000))
        .containsEntry("predictions/bias", List.of(1000))
        .containsEntry("aux_predictions/bias", List.of(1000))
        .containsEntry("normal_conv_1_0/kernel", List.of(96, 1001))
        .containsEntry("aux_predictions/beta", List.of(8))
        .containsEntry("aux_predictions/gamma", List.of());
    assertThat(without.kind()).isEqualTo(whole.kind());
    assertThat(without.path()).isEqualTo(whole.path());
  }

  /** The kernels decide; the other variables of their layers are compared later. */
  @Test
  void kernelsShowTheNumberOfClasses() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    Network.of(SPEC).variables().forEach(v -> shapes.put(v.name(), v.shape()));
    shapes.put("predictions/bias", List.of(7));
    assertThat(LikelySpec.of(new Fixed(shapes, Optional.empty())).orElseThrow().classes())
        .isEqualTo(1001);
  }

  @Test
  void ofSlimsFormatTheDialectIsSlims() {
    NasNetSpec slim = NasNetSpec.mobile().toBuilder().dialect(Dialect.SLIM).dropout(0).build();
    assertThat(LikelySpec.of(shapes(NasNetSpec.mobile(), Optional.of(Dialect.SLIM))))
        .contains(slim);
  }

  @Test
  void shapesOfNoNasNetShowNone() {
    assertThat(LikelySpec.of(new Fixed(Map.of(), Optional.empty()))).isEmpty();
    Map<String, List<Integer>> stem = Map.of("stem_conv1/kernel", List.of(3, 3, 3, 8));
    assertThat(LikelySpec.of(new Fixed(stem, Optional.empty()))).isEmpty();
  }

  @Test
  void wordsOfASpec() {
    assertThat(LikelySpec.words(NasNetSpec.mobile()))
        .isEqualTo("4@1056 of the imagenet form with 32 stem filters and 1000 classes");
    assertThat(LikelySpec.words(NasNetSpec.pnasNetMobile().toBuilder().noTop(Pooling.AVG).build()))
        .isEqualTo("PNASNet-5 3@1080 of the imagenet form with 32 stem filters and no classifier");
  }

  @Test
  void slimsKeysAreNamedByTheSizeTheyShow() {
    for (NasNetSpec spec :
        List.of(
            SPEC.toBuilder().notation("2@192").auxiliaryHead(true).build(),
            NasNetSpec.cifar().toBuilder().notation("2@48").stemFilters(6).build(),
            NasNetSpec.pnasNetMobile().toBuilder().notation("1@80").stemFilters(8).build())) {
      Network network = Network.of(spec);
      Map<String, String> slim = SlimNames.of(network);
      Map<String, CheckpointIndex.Entry> index = new TreeMap<>();
      for (VariableSpec variable : network.variables()) {
        CheckpointIndex.Entry entry =
            new CheckpointIndex.Entry(DataType.DT_FLOAT, variable.shape());
        index.put(slim.get(variable.name()), entry);
        index.put(slim.get(variable.name()) + "/RMSProp", entry);
      }
      index.put("global_step", new CheckpointIndex.Entry(DataType.DT_INT64, List.of()));
      assertThat(SlimKeys.isSlim(index.keySet())).isTrue();
      assertThat(SlimKeys.of(index)).isEqualTo(slim);
      index.remove("cell_0/1x1/weights");
      assertThatThrownBy(() -> SlimKeys.of(index))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("slim's whole NASNet: cell_0/1x1/weights is missing or misshapen");
    }
    assertThat(SlimKeys.isSlim(Set.of("conv0/biases"))).isFalse();
  }

  @Test
  void aMatchHasFourParts() {
    Map<String, List<Integer>> shapes = new TreeMap<>(shapes(SPEC, Optional.empty()).shapes());
    assertThat(WeightsMatch.of(Network.of(SPEC), shapes).isExact()).isTrue();
    shapes.put("predictions/bias", List.of(7));
    shapes.put("aux_predictions/bias", List.of(7));
    shapes.put("odd/kernel", List.of(1));
    shapes.remove("stem_bn1/beta");
    WeightsMatch match = WeightsMatch.of(Network.of(SPEC), shapes);
    assertThat(match.missing()).containsExactly("stem_bn1/beta");
    assertThat(match.misshapen().values()).containsExactly("predictions/bias [7] for [1001]");
    assertThat(match.extra()).containsExactly("aux_predictions/bias", "odd/kernel");
    assertThat(match.fitting()).hasSize(Network.of(SPEC).variables().size() - 2);
    assertThat(match.isExact()).isFalse();
    assertThat(match.lacks(WeightsMatch.Top.CLASSIFIER)).isTrue();
    assertThat(match.lacks(WeightsMatch.Top.AUXILIARY)).isFalse();
    WeightsMatch rest = match.withoutHead(WeightsMatch.Top.CLASSIFIER);
    assertThat(rest.misshapen()).isEmpty();
    assertThat(rest.fitting()).hasSize(match.fitting().size() - 1);
    assertThat(rest.missing()).containsExactly("stem_bn1/beta");
    assertThat(rest.withoutExtra(WeightsMatch.Top.AUXILIARY).extra()).containsExactly("odd/kernel");
    assertThat(WeightsMatch.Top.CLASSIFIER.classes(shapes)).isEqualTo(7);
    assertThat(WeightsMatch.Top.CLASSIFIER.classes(Map.of())).isZero();
  }

  private static WeightsReader shapes(NasNetSpec spec, Optional<Dialect> dialect) {
    return new Fixed(
        Network.of(spec).variables().stream()
            .collect(Collectors.toMap(VariableSpec::name, VariableSpec::shape)),
        dialect);
  }

  private record Fixed(Map<String, List<Integer>> shapes, Optional<Dialect> dialect)
      implements WeightsReader {
    @Override
    public String kind() {
      return "some kind";
    }

    @Override
    public Path path() {
      return Path.of("weights");
    }

    @Override
    public List<NamedArray> read(Collection<String> names) {
      throw new UnsupportedOperationException();
    }
  }

  private record Shapes(String kind, Optional<Dialect> dialect) implements WeightsReader {
    @Override
    public Path path() {
      return Path.of("weights");
    }

    @Override
    public Map<String, List<Integer>> shapes() {
      return Network.of(SPEC).variables().stream()
          .collect(Collectors.toMap(VariableSpec::name, VariableSpec::shape));
    }

    @Override
    public List<NamedArray> read(Collection<String> names) {
      throw new UnsupportedOperationException();
    }
  }
}
