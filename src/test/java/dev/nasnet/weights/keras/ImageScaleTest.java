package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model does to its pixels before the first convolution: a factor and an offset. */
class ImageScaleTest {
  @Test
  void withoutArithmeticTheImageIsTaken() {
    ImageScale scale = ImageScale.of(new Layers().add("c", "Conv2D", "").graph());
    assertThat(scale.takesPixels()).isFalse();
    assertThat(scale.kernelFactor()).isEqualTo(1);
    assertThat(scale.remainder()).isZero();
    assertThat(scale.last()).isEqualTo("image");
  }

  /**
   * {@code pixel * factor + offset} is {@code image * (127.5 * factor) + 127.5 * factor + offset}.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'scale': 0.00784313725490196, 'offset': -1 | 1 | 0",
        "'scale': 0.00392156862745098 | 0.5 | 0.5",
        "'scale': 1.0 | 127.5 | 127.5",
        "'offset': -127.5 | 127.5 | 0",
        "'scale': -0.00784313725490196, 'offset': 1 | -1 | 0",
        "'scale': 0.5, 'offset': 100 | 63.75 | 163.75",
      })
  void aRescalingHasAFactorAndAnOffset(String config, double factor, double remainder) {
    ImageScale scale =
        ImageScale.of(new Layers().add("r", "Rescaling", config).add("c", "Conv2D", "").graph());
    assertThat(scale.takesPixels()).isTrue();
    assertThat(scale.kernelFactor()).isEqualTo(factor);
    assertThat(scale.remainder()).isEqualTo(remainder);
    assertThat(scale.last()).isEqualTo("r");
    assertThat(scale.layers()).extracting(KerasLayer::name).containsExactly("r");
  }

  @Test
  void operationsFollowEachOther() {
    ImageScale scale =
        ImageScale.of(
            new Layers()
                .add("a", "TrueDivide", 255, false)
                .add("b", "Subtract", 0.5, false)
                .add("c", "Multiply", 2, true)
                .add("d", "Add", 0.25, false)
                .add("e", "Conv2D", "")
                .graph());
    assertThat(scale.factor()).isEqualTo(2 / 255.0);
    assertThat(scale.offset()).isEqualTo(-0.75);
    assertThat(scale.kernelFactor()).isEqualTo(1);
    assertThat(scale.remainder()).isEqualTo(0.25);
    assertThat(scale.last()).isEqualTo("d");
  }

  @Test
  void aNumberMayStandFirst() {
    Layers layers = new Layers().add("a", "Divide", 255, false).add("b", "Subtract", 1, true);
    ImageScale scale = ImageScale.of(layers.add("c", "Conv2D", "").graph());
    assertThat(scale.factor()).isEqualTo(-1 / 255.0);
    assertThat(scale.offset()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "math.truediv, 2, 0.5, 0",
    "math.divide, 2, 0.5, 0",
    "__operators__.truediv, 2, 0.5, 0",
    "math.subtract, 2, 1, -2",
    "__operators__.sub, 2, 1, -2",
    "math.multiply, 0.5, 0.5, 0",
    "__operators__.mul, 0.5, 0.5, 0",
    "math.add, -2, 1, -2",
    "__operators__.add, -2, 1, -2",
  })
  void operationsOfTfKerasHaveTheirFunctions(
      String function, double operand, double factor, double offset) {
    KerasLayer layer =
        Layers.of(
            "a",
            "TFOpLambda",
            "'function': '%s'".formatted(function),
            Optional.of(operand),
            false,
            "image");
    ImageScale scale = ImageScale.of(new Layers().add(layer).graph());
    assertThat(scale.factor()).isEqualTo(factor);
    assertThat(scale.offset()).isEqualTo(offset);
  }

  /** A division by 0, one of a number and an unknown function are no scaling. */
  @Test
  void whatIsNoScalingIsNotFollowed() {
    KerasLayer unknown =
        Layers.of("a", "TFOpLambda", "'function': 'math.tan'", Optional.of(1.0), false, "image");
    for (LayerGraph graph :
        new LayerGraph[] {
          new Layers().add("a", "Divide", 0, false).graph(),
          new Layers().add("a", "Divide", 3, true).graph(),
          new Layers().add("a", "Multiply", "").graph(),
          new Layers().add("a", "Add", "").graph(),
          new Layers().add("a", "Subtract", "").graph(),
          new Layers().add(unknown).graph()
        }) {
      assertThat(ImageScale.of(graph).layers()).isEmpty();
    }
  }

  @Test
  void anImageThatTwoLayersReadIsTakenAsItIs() {
    Layers layers = new Layers().add("r", "Rescaling", "'scale': 0.1");
    layers.add(Layers.of("other", "Conv2D", "", Optional.empty(), false, "image"));
    assertThat(ImageScale.of(layers.graph()).takesPixels()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'scale': 2",
        "'scale': 1.001",
        "'scale': 0",
        "'offset': 1",
        "'scale': 1, 'offset': -256",
        "'scale': -2"
      })
  void pixelsThatLeaveTheirRangeAreRefused(String config) {
    LayerGraph graph = new Layers().add("r", "Rescaling", config).graph();
    assertThatThrownBy(() -> ImageScale.of(graph))
        .isInstanceOf(UnfollowedLayerException.class)
        .hasMessageStartingWith("layer r (Rescaling) makes ")
        .hasMessageEndingWith("of pixels of 0 to 255, which is no scaling of such pixels");
  }

  @Test
  void theRangeThatPixelsLeaveIsNamed() {
    LayerGraph graph = new Layers().add("r", "Rescaling", "'scale': 2, 'offset': -1").graph();
    assertThatThrownBy(() -> ImageScale.of(graph))
        .hasMessageContaining("makes -1.00000 to 509.000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'scale': 1, 'offset': 0", "'scale': -1, 'offset': 255", "'scale': -1"})
  void theWholeRangeOfPixelsIsFollowed(String config) {
    LayerGraph graph = new Layers().add("r", "Rescaling", config).graph();
    assertThat(ImageScale.of(graph).takesPixels()).isTrue();
  }

  @Test
  void aFactorForEachChannelIsRefused() {
    LayerGraph scales = new Layers().add("r", "Rescaling", "'scale': [1, 1, 1]").graph();
    assertThatThrownBy(() -> ImageScale.of(scales))
        .hasMessage("layer r (Rescaling) has a scale a channel, where one number is followed");
    LayerGraph offsets = new Layers().add("r", "Rescaling", "'offset': [0, 1, 1]").graph();
    assertThatThrownBy(() -> ImageScale.of(offsets)).hasMessageContaining("has a offset a channel");
  }
}
