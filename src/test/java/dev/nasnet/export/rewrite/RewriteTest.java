package dev.nasnet.export.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.weights.Weights;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each pass by itself: it finds something to do, and its own answers are the plain network's. */
class RewriteTest {
  /** A pass, after those that it needs. */
  private static List<Arguments> passes() {
    SplitSeparable split = new SplitSeparable();
    FoldedBatchNorm fold = new FoldedBatchNorm();
    return List.of(
        Arguments.of(split, List.of()),
        Arguments.of(new AdjustConvolution(), List.of()),
        Arguments.of(fold, List.of()),
        Arguments.of(new SamePadding(), List.of(split)),
        Arguments.of(new ReluBeforeConcat(), List.of()),
        Arguments.of(new SharedLayers(), List.of()),
        Arguments.of(new FoldSelfAddition(), List.of(split, new SharedLayers())),
        Arguments.of(new MergedPointwise(), List.of(split, fold)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passes")
  void aPassKeepsTheFunction(Rewrite pass, List<Rewrite> before) {
    WeightedNetwork plain = plain();
    WeightedNetwork given = plain;
    for (Rewrite rewrite : before) {
      given = rewrite.apply(given);
    }
    WeightedNetwork rewritten = pass.apply(given);
    assertThat(rewritten.network().layers()).isNotEqualTo(given.network().layers());
    assertThat(Answers.difference(rewritten, plain)).isLessThan(Answers.TOLERANCE);
  }

  /** The last cell's doubling must stay: the classifier's features would halve. */
  @Test
  void doublingIsFoldedInAllCellsButTheLast() {
    WeightedNetwork form = ServingForm.of(plain());
    assertThat(form.network().layers().stream().filter(RewriteTest::doubles))
        .extracting(Layer::name)
        .containsExactly("normal_add_4_3");
  }

  @Test
  void noTwoReluReadTheSameTensor() {
    assertThat(ServingForm.of(plain()).network().layers())
        .filteredOn(Layer.Activation.class::isInstance)
        .extracting(Layer::inputs)
        .doesNotHaveDuplicates();
  }

  private static boolean doubles(Layer layer) {
    return layer instanceof Layer.Add && layer.inputs().stream().distinct().count() == 1;
  }

  private static WeightedNetwork plain() {
    NasNetSpec spec =
        NasNetSpec.of("1@96").toBuilder()
            .stemFilters(8)
            .classes(10)
            .size(new ImageSize(33, 40))
            .build();
    Network network = Network.of(spec).forInference();
    return new WeightedNetwork(network, Weights.randomBatchNorm(network, 3));
  }
}
