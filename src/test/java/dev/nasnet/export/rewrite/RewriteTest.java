package dev.nasnet.export.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
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

  /**
   * LiteRT fuses such a ReLU into the pool, and integers have one scale for a pool's input and
   * output: what is below zero in the input would be lost.
   */
  @Test
  void noReluReadsAPool() {
    LayeredNetwork form = ServingForm.of(plain()).network();
    assertThat(form.layers())
        .filteredOn(Layer.Activation.class::isInstance)
        .extracting(relu -> form.layer(relu.inputs().get(0)).kerasClass())
        .isNotEmpty()
        .doesNotContain("AveragePooling2D", "MaxPooling2D");
  }

  /** Grappler would move them behind the concatenation again. */
  @Test
  void noConcatenationReadsOnlyReluOfItsOwn() {
    LayeredNetwork form = ServingForm.of(plain()).network();
    List<Layer> concats =
        form.layers().stream().filter(Layer.Concatenate.class::isInstance).toList();
    assertThat(concats).anyMatch(concat -> readsRelu(form, concat));
    assertThat(concats)
        .filteredOn(concat -> readsRelu(form, concat))
        .allMatch(concat -> concat.inputs().stream().anyMatch(input -> readers(form, input) > 1));
  }

  private static boolean readsRelu(LayeredNetwork network, Layer concat) {
    return concat.inputs().stream()
        .allMatch(input -> network.layer(input) instanceof Layer.Activation);
  }

  private static long readers(LayeredNetwork network, String input) {
    return network.layers().stream().filter(layer -> layer.inputs().contains(input)).count();
  }

  @Test
  void noTwoReluReadTheSameTensor() {
    assertThat(ServingForm.of(plain()).network().layers())
        .filteredOn(Layer.Activation.class::isInstance)
        .extracting(Layer::inputs)
        .doesNotHaveDuplicates();
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
