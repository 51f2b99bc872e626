package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a builder changes, and what it keeps. */
class SpecBuilderTest {
  private static final NasNetSpec MOBILE = NasNetSpec.mobile();

  @Test
  void eachValueIsSet() {
    NasNetSpec spec =
        NasNetSpec.cifar().toBuilder()
            .name("own")
            .cells(3)
            .penultimateFilters(48)
            .stemFilters(5)
            .size(new ImageSize(40, 24))
            .classes(7)
            .activation(HeadActivation.SIGMOID)
            .classifierPooling(Pooling.MAX)
            .wiring(Wiring.SKIP)
            .poolPadding(PoolPadding.TIMM)
            .batchNormMomentum(0.5)
            .batchNormEpsilon(0.25)
            .dropout(0.125)
            .auxiliaryHead(true)
            .dropPathKeep(0.75)
            .build();
    assertThat(spec)
        .isEqualTo(
            new NasNetSpec(
                "own",
                CellSet.NASNET_A,
                3,
                48,
                Stem.CIFAR,
                5,
                new ImageSize(40, 24),
                new Head.Classifier(7, HeadActivation.SIGMOID, Pooling.MAX),
                Dialect.KERAS,
                Wiring.SKIP,
                PoolPadding.TIMM,
                0.5,
                0.25,
                0.125,
                true,
                0.75));
  }

  @Test
  void filtersFollowFromTheNotation() {
    NasNetSpec spec = NasNetSpec.cifar().toBuilder().cells(3).penultimateFilters(48).build();
    assertThat(spec.filters()).isEqualTo(2);
    assertThat(spec.notation()).isEqualTo("3@48");
  }

  @Test
  void theHeadChangesPartByPart() {
    SpecBuilder builder = MOBILE.toBuilder().classes(7).logits().classifierPooling(Pooling.MAX);
    Head classifier = new Head.Classifier(9, HeadActivation.LINEAR, Pooling.MAX);
    assertThat(builder.classes(9).build().head()).isEqualTo(classifier);
    NasNetSpec features = builder.noTop(Pooling.AVG).build();
    assertThat(features.head()).isEqualTo(new Head.Features(Pooling.AVG));
    assertThat(features.classes()).isZero();
    SpecBuilder still = features.toBuilder().logits().classifierPooling(Pooling.MAX);
    assertThat(still.build().head()).isEqualTo(new Head.Features(Pooling.AVG));
    assertThat(still.classes(4).build().head())
        .isEqualTo(new Head.Classifier(4, HeadActivation.SOFTMAX, Pooling.AVG));
  }

  /** The name is that of a preset for as long as N and P are those of the preset. */
  @Test
  void anotherNotationTakesThePresetsNameAway() {
    assertThat(MOBILE.toBuilder().notation("4@1056").build().name()).isEqualTo("nasnet_mobile");
    assertThat(MOBILE.toBuilder().notation(" 4 @ 96 ").build().name()).isEqualTo("nasnet");
    assertThat(MOBILE.toBuilder().notation("5@1056").build().name()).isEqualTo("nasnet");
    NasNetSpec pnasNet = NasNetSpec.pnasNetLarge();
    assertThat(pnasNet.name()).isEqualTo("pnasnet_large");
    assertThat(pnasNet.toBuilder().notation("4@80").build().name()).isEqualTo("pnasnet_5");
  }

  /** Other cells keep the filters f, so that P changes with the number of the cell's outputs. */
  @Test
  void otherCellsKeepTheWidth() {
    NasNetSpec skip = MOBILE.toBuilder().wiring(Wiring.SKIP).build();
    NasNetSpec pnasNet = skip.toBuilder().cellSet(CellSet.PNASNET_5).build();
    assertThat(pnasNet.filters()).isEqualTo(skip.filters()).isEqualTo(44);
    assertThat(pnasNet.notation()).isEqualTo("4@880");
    assertThat(pnasNet.wiring()).isEqualTo(Wiring.DIRECT);
    assertThat(pnasNet.name()).isEqualTo("pnasnet_5");
    NasNetSpec back = pnasNet.toBuilder().cellSet(CellSet.NASNET_A).build();
    assertThat(back.notation()).isEqualTo("4@1056");
    assertThat(back.name()).isEqualTo("nasnet_a");
    assertThat(skip.toBuilder().cellSet(CellSet.NASNET_A).build()).isEqualTo(skip);
    CellSet odd = CellSet.read(Path.of("src/test/resources/cells/odd.json"));
    assertThat(skip.toBuilder().cellSet(odd).build().wiring()).isEqualTo(Wiring.SKIP);
  }

  @ParameterizedTest
  @CsvSource({
    "KERAS, IMAGENET, ZERO, 0.9997, 0.001, 0",
    "SLIM, IMAGENET, SAME, 0.9997, 0.001, 0.5",
    "ARTICLE, IMAGENET, SAME, 0.99, 0.001, 0",
    "KERAS, CIFAR, ZERO, 0.9997, 0.001, 0",
    "SLIM, CIFAR, SAME, 0.9, 0.00001, 0",
    "ARTICLE, CIFAR, SAME, 0.99, 0.001, 0",
  })
  void aDialectHasItsChoices(
      Dialect dialect,
      Stem stem,
      PoolPadding padding,
      double momentum,
      double epsilon,
      double dropout) {
    NasNetSpec preset = stem == Stem.CIFAR ? NasNetSpec.cifar() : MOBILE;
    SpecBuilder changed =
        preset.toBuilder()
            .wiring(Wiring.SKIP)
            .poolPadding(PoolPadding.TIMM)
            .batchNormMomentum(0.3)
            .batchNormEpsilon(0.3)
            .dropout(0.3);
    NasNetSpec spec = changed.dialect(dialect).build();
    assertThat(spec.dialect()).isEqualTo(dialect);
    assertThat(spec.poolPadding()).isEqualTo(padding);
    assertThat(spec.batchNormMomentum()).isEqualTo(momentum);
    assertThat(spec.batchNormEpsilon()).isEqualTo(epsilon);
    assertThat(spec.dropout()).isEqualTo(dropout);
    assertThat(spec.wiring()).isEqualTo(dialect == Dialect.ARTICLE ? Wiring.DIRECT : Wiring.SKIP);
    assertThat(spec.toBuilder().noTop(Pooling.AVG).dialect(dialect).build().dropout()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "KERNEL, 4, HE_NORMAL, FAN_OUT_NORMAL",
    "KERNEL, 2, GLOROT_UNIFORM, FAN_OUT_NORMAL",
    "DEPTHWISE_KERNEL, 4, GLOROT_UNIFORM, FAN_OUT_NORMAL",
    "POINTWISE_KERNEL, 4, GLOROT_UNIFORM, FAN_OUT_NORMAL",
    "BIAS, 1, ZEROS, ZEROS",
    "BETA, 1, ZEROS, ZEROS",
    "MOVING_MEAN, 1, ZEROS, ZEROS",
    "GAMMA, 1, ONES, ONES",
    "MOVING_VARIANCE, 1, ONES, ONES",
  })
  void aDialectHasItsInitializers(
      VariableSpec.Role role, int rank, Initializer keras, Initializer slim) {
    VariableSpec variable = new VariableSpec("a", role, Collections.nCopies(rank, 1));
    assertThat(Dialect.KERAS.initializer(variable)).isEqualTo(keras);
    assertThat(Dialect.ARTICLE.initializer(variable)).isEqualTo(keras);
    assertThat(Dialect.SLIM.initializer(variable)).isEqualTo(slim);
  }

  @Test
  void anInferenceNetworkHasNothingOfTraining() {
    NasNetSpec training =
        MOBILE.toBuilder().dropout(0.5).auxiliaryHead(true).dropPathKeep(0.7).build();
    assertThat(training.forInference()).isEqualTo(MOBILE);
  }
}
