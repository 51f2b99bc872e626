package dev.nasnet.weights.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.Pooling;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layers behind the last cell, which a model may have in several forms. */
class DescribedHeadTest {
  private static Layers pooled(String kerasClass) {
    return new Layers()
        .add("last", "Activation", "'activation': 'relu'")
        .add("pool", kerasClass, "");
  }

  private static Layers average() {
    return pooled("GlobalAveragePooling2D");
  }

  @ParameterizedTest
  @CsvSource({
    "3, softmax, 3, SOFTMAX",
    "3, sigmoid, 3, SIGMOID",
    "3, linear, 3, LINEAR",
    "1, sigmoid, 2, SOFTMAX",
    "1, linear, 2, LINEAR",
  })
  void aDenseLayerIsTheClassifier(
      int units, String activation, int classes, HeadActivation expected) {
    String config = "'units': %d, 'activation': '%s'".formatted(units, activation);
    DescribedHead head = DescribedHead.of(average().add("d", "Dense", config).graph());
    assertThat(head.head()).isEqualTo(new Head.Classifier(classes, expected, Pooling.AVG));
    assertThat(head.isSingleUnit()).isEqualTo(units == 1);
    assertThat(head.dense().map(KerasLayer::name)).contains("d");
    assertThat(head.trunk()).isEqualTo("last");
    Layers apart = average().add("d", "Dense", "'units': " + units);
    apart.add("a", "Activation", "'activation': '%s'".formatted(activation));
    assertThat(DescribedHead.of(apart.graph()).head()).isEqualTo(head.head());
  }

  @Test
  void aSoftmaxLayerIsAnActivation() {
    for (String config : new String[] {"", "'axis': -1", "'axis': 1", "'axis': [1]"}) {
      Layers layers = average().add("d", "Dense", "'units': 4").add("s", "Softmax", config);
      assertThat(DescribedHead.of(layers.graph()).head())
          .isEqualTo(new Head.Classifier(4, HeadActivation.SOFTMAX, Pooling.AVG));
    }
    Layers other = average().add("d", "Dense", "'units': 4").add("s", "Softmax", "'axis': 0");
    refused(other, "layer s (Softmax) is not over the classes, the last axis");
  }

  @Test
  void thePoolMayBeTheMaximumAndFlattened() {
    Layers layers =
        pooled("GlobalMaxPooling2D").add("f", "Flatten", "").add("d", "Dense", "'units': 4");
    assertThat(DescribedHead.of(layers.graph()).head())
        .isEqualTo(new Head.Classifier(4, HeadActivation.LINEAR, Pooling.MAX));
  }

  @Test
  void withoutClassifierTheFeaturesAreThePools() {
    assertThat(DescribedHead.of(average().graph()).head())
        .isEqualTo(new Head.Features(Pooling.AVG));
    assertThat(DescribedHead.of(pooled("GlobalMaxPooling2D").graph()).head())
        .isEqualTo(new Head.Features(Pooling.MAX));
    Layers bare = new Layers().add("last", "Activation", "'activation': 'relu'");
    DescribedHead head = DescribedHead.of(bare.graph());
    assertThat(head.head()).isEqualTo(new Head.Features(Pooling.NONE));
    assertThat(head.trunk()).isEqualTo("last");
    assertThat(head.isSingleUnit()).isFalse();
  }

  @Test
  void whatIsNoHeadIsRefused() {
    refused(average().add("d", "Dense", ""), "layer d (Dense) has no number of units");
    refused(average().add("d", "Dense", "'units': 0"), "layer d (Dense) has no number of units");
    refused(
        average().add("d", "Dense", "'units': 1, 'activation': 'softmax'"),
        "layer d (Dense) has softmax of one unit, which is always 1");
    refused(
        average().add("d", "Dense", "'units': 2, 'activation': 'tanh'"),
        "layer d (Dense) has the activation tanh, where softmax, sigmoid and linear are followed");
    refused(
        average().add("d", "Dense", "'units': 2, 'activation': 'sigmoid'").add("s", "Softmax", ""),
        "layer s (Softmax) is a second activation of the classifier, where one is followed");
    refused(average().add("s", "Softmax", ""), "layer s (Softmax) does not stand behind a dense");
    refused(
        new Layers().add("last", "Activation", "").add("d", "Dense", "'units': 2"),
        "layer last (Activation) stands before the classifier d, where a global");
    refused(
        new Layers()
            .add("last", "Activation", "")
            .add("p", "GlobalMaxPooling2D", "'keepdims': true"),
        "layer p (GlobalMaxPooling2D) has keepdims, where NASNet pools to a vector");
    refused(
        new Layers()
            .add("last", "Activation", "")
            .add("p", "GlobalMaxPooling2D", "'data_format': 'channels_first'"),
        "layer p (GlobalMaxPooling2D) has data_format channels_first");
    refused(new Layers(), "the model has no cells of NASNet");
    refused(new Layers().add("d", "Dense", "'units': 2"), "the model has no cells of NASNet");
  }

  @Test
  void aFlattenOfTheCellsIsNotAPool() {
    Layers layers = new Layers().add("last", "Activation", "").add("f", "Flatten", "");
    refused(layers.add("d", "Dense", "'units': 2"), "layer f (Flatten) stands before the");
    KerasLayer two = Layers.of("d", "Dense", "'units': 2", Optional.empty(), false, "pool", "pool");
    refused(average().add(two), "layer d (Dense) reads 2 tensors, where it takes one");
  }

  private static void refused(Layers layers, String message) {
    assertThatThrownBy(() -> DescribedHead.of(layers.graph()))
        .isInstanceOf(UnfollowedLayerException.class)
        .hasMessageContaining(message);
  }
}
