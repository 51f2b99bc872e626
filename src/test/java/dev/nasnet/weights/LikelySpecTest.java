package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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
