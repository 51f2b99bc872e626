package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A layer by itself: its variables, its multiply-adds, and the same layer called otherwise. */
class LayerTest {
  private static final Location AT = Location.of(Block.STEM, Location.Role.STEM);
  private static final LayerCall CALL =
      new LayerCall("some", AT, List.of("before"), OutputShape.map(4, 5, 6));
  private static final Window WINDOW = new Window(3, 2, 1, Padding.SAME);

  static Stream<Layer> layers() {
    Border border = new Border(1, 2, 3, 4);
    return Stream.of(
        new Layer.InputLayer(CALL),
        new Layer.Activation(CALL),
        new Layer.ZeroPadding2D(CALL, border),
        new Layer.Cropping2D(CALL, border),
        new Layer.AveragePooling2D(CALL, WINDOW),
        new Layer.MaxPooling2D(CALL, WINDOW),
        new Layer.Add(CALL),
        new Layer.Concatenate(CALL),
        new Layer.GlobalAveragePooling2D(CALL),
        new Layer.GlobalMaxPooling2D(CALL),
        new Layer.Flatten(CALL),
        new Layer.Dropout(CALL, 0.25),
        new Layer.DropPath(CALL, 0.75),
        new WeightedLayer.Conv2D(CALL, WINDOW, 7, true),
        new WeightedLayer.DepthwiseConv2D(CALL, WINDOW),
        new WeightedLayer.SeparableConv2D(CALL, WINDOW, 7),
        new WeightedLayer.BatchNormalization(CALL, 0.9, 1e-3),
        new WeightedLayer.Dense(CALL, 7, HeadActivation.SIGMOID));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("layers")
  void aLayerKeepsItsArgumentsUnderAnotherCall(Layer layer) {
    assertThat(layer.name()).isEqualTo("some");
    assertThat(layer.location()).isEqualTo(AT);
    assertThat(layer.inputs()).containsExactly("before");
    assertThat(layer.output()).isEqualTo(OutputShape.map(4, 5, 6));
    assertThat(layer.kerasClass()).isEqualTo(layer.getClass().getSimpleName());
    LayerCall other = CALL.named("other").reading("behind").withChannels(9);
    assertThat(other)
        .isEqualTo(new LayerCall("other", AT, List.of("behind"), OutputShape.map(4, 5, 9)));
    Layer renamed = layer.with(other);
    assertThat(renamed.call()).isEqualTo(other);
    assertThat(renamed).isNotEqualTo(layer);
    assertThat(renamed.with(CALL)).isEqualTo(layer);
    Layer reading = layer.reading(List.of("a", "b"));
    assertThat(reading.inputs()).containsExactly("a", "b");
    assertThat(reading.reading(List.of("before"))).isEqualTo(layer);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("layers")
  void withoutNameAndPlaceOnlyTheComputationDiffers(Layer layer) {
    Layer elsewhere =
        layer.with(
            new LayerCall(
                "else",
                Location.of(Block.HEAD, Location.Role.FEATURES),
                layer.inputs(),
                layer.output()));
    assertThat(elsewhere.anonymous()).isEqualTo(layer.anonymous());
    assertThat(layer.reading(List.of("another")).anonymous()).isNotEqualTo(layer.anonymous());
    assertThat(layer.with(CALL.withChannels(1)).anonymous()).isNotEqualTo(layer.anonymous());
  }

  @Test
  void aConvolutionHasAKernelAndPerhapsABias() {
    Layer plain = new WeightedLayer.Conv2D(CALL, WINDOW, 7, false);
    assertThat(plain.variables())
        .containsExactly(new VariableSpec("some", VariableSpec.Role.KERNEL, List.of(3, 2, 7, 6)));
    assertThat(plain.parameters()).isEqualTo(3 * 2 * 7 * 6);
    assertThat(plain.multiplyAdds()).isEqualTo(3 * 2 * 7 * 6 * 20);
    Layer biased = new WeightedLayer.Conv2D(CALL, WINDOW, 7, true);
    assertThat(biased.variables())
        .endsWith(new VariableSpec("some", VariableSpec.Role.BIAS, List.of(6)))
        .hasSize(2);
    assertThat(biased.multiplyAdds()).isEqualTo(plain.multiplyAdds());
  }

  @Test
  void aSeparableConvolutionHasTwoKernels() {
    Layer separable = new WeightedLayer.SeparableConv2D(CALL, WINDOW, 7);
    assertThat(separable.variables())
        .containsExactly(
            new VariableSpec("some", VariableSpec.Role.DEPTHWISE_KERNEL, List.of(3, 2, 7, 1)),
            new VariableSpec("some", VariableSpec.Role.POINTWISE_KERNEL, List.of(1, 1, 7, 6)));
    assertThat(separable.multiplyAdds()).isEqualTo((3 * 2 * 7 + 7 * 6) * 20);
    Layer depthwise = new WeightedLayer.DepthwiseConv2D(CALL, WINDOW);
    assertThat(depthwise.variables())
        .containsExactly(
            new VariableSpec("some", VariableSpec.Role.DEPTHWISE_KERNEL, List.of(3, 2, 6, 1)));
  }

  @Test
  void batchNormHasFourVectorsWithoutMultiplyAdds() {
    Layer norm = new WeightedLayer.BatchNormalization(CALL, 0.9, 1e-3);
    assertThat(norm.variables())
        .extracting(VariableSpec::name)
        .containsExactly("some/gamma", "some/beta", "some/moving_mean", "some/moving_variance");
    assertThat(norm.variables())
        .extracting(VariableSpec::trainable)
        .containsExactly(true, true, false, false);
    assertThat(norm.parameters()).isEqualTo(24);
    assertThat(norm.multiplyAdds()).isZero();
    assertThat(new Layer.Activation(CALL).variables()).isEmpty();
  }

  @Test
  void aDenseLayerHasAMatrixAndABias() {
    LayerCall call = new LayerCall("some", AT, List.of("before"), OutputShape.vector(6));
    Layer dense = new WeightedLayer.Dense(call, 7, HeadActivation.LINEAR);
    assertThat(dense.variables())
        .containsExactly(
            new VariableSpec("some", VariableSpec.Role.KERNEL, List.of(7, 6)),
            new VariableSpec("some", VariableSpec.Role.BIAS, List.of(6)));
    assertThat(dense.multiplyAdds()).isEqualTo(42);
  }

  @Test
  void aVariableHasItsSizeAndItsAttribute() {
    VariableSpec variable =
        new VariableSpec("some", VariableSpec.Role.POINTWISE_KERNEL, List.of(1, 1, 70_000, 70_000));
    assertThat(variable.size()).isEqualTo(4_900_000_000L);
    assertThat(variable.dimensions()).containsExactly(1, 1, 70_000, 70_000);
    assertThat(variable.attribute()).isEqualTo("pointwise_kernel");
    assertThat(variable.name()).isEqualTo("some/pointwise_kernel");
    assertThat(Stream.of(VariableSpec.Role.values()).filter(VariableSpec.Role::isKernel))
        .containsExactly(
            VariableSpec.Role.KERNEL,
            VariableSpec.Role.DEPTHWISE_KERNEL,
            VariableSpec.Role.POINTWISE_KERNEL);
    VariableSpec huge =
        new VariableSpec("some", VariableSpec.Role.KERNEL, List.of(1 << 30, 1 << 30, 1 << 30));
    assertThatThrownBy(huge::size).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void aVariablesNameHasItsParts() {
    VariableName name = VariableName.of("a/moving_mean").orElseThrow();
    assertThat(name.layer()).isEqualTo("a");
    assertThat(name.role()).isEqualTo(VariableSpec.Role.MOVING_MEAN);
    assertThat(name).hasToString("a/moving_mean");
    assertThat(VariableName.CLASSIFIER_KERNEL.isIn(Block.HEAD)).isTrue();
    assertThat(VariableName.CLASSIFIER_KERNEL.isIn(Block.STEM)).isFalse();
    assertThat(name.isIn(Block.HEAD)).isFalse();
    assertThat(VariableName.STEM_MEAN).hasToString("stem_bn1/moving_mean");
  }
}
