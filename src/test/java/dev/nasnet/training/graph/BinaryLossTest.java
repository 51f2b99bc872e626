package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Compares with the losses of Keras, and with weights of TensorFlow, which {@code
 * src/test/python/multi_label_answers.py} wrote.
 */
class BinaryLossTest {
  private static final Path ANSWERS = Path.of("src/test/resources/evaluation/multi_label.json");
  private static final int CLASSES = 4;
  private static final float AUXILIARY = 0.4f;

  /** The losses are about 2, in float32 on both sides. */
  private static final float TOLERANCE = 1e-6f;

  private static Network network(HeadActivation activation) {
    return Network.of(
        NasNetSpec.cifar().toBuilder()
            .notation("1@24")
            .classes(CLASSES)
            .activation(activation)
            .build());
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, false", "3, false", "0, true", "3, true"})
  void lossAndGradientAreThoseOfKeras(int index, boolean hasAuxiliaryHead) throws IOException {
    JsonObject answers =
        JsonParser.parseString(Files.readString(ANSWERS))
            .getAsJsonObject()
            .getAsJsonArray("losses")
            .get(index)
            .getAsJsonObject();
    List<Double> weights =
        answers.getAsJsonArray("weights").asList().stream().map(of -> of.getAsDouble()).toList();
    Recipe recipe =
        Recipe.STANDARD.toBuilder()
            .multiLabel(true)
            .labelSmoothing(answers.get("smoothing").getAsDouble())
            .classWeights(weights)
            .auxiliaryWeight(AUXILIARY)
            .build();
    // The auxiliary head has the same logits here, so that the loss grows by its factor.
    float factor = hasAuxiliaryHead ? 1 + AUXILIARY : 1;
    float[] found = lossAndGradient(answers, recipe, hasAuxiliaryHead);
    JsonArray gradient = answers.getAsJsonArray("gradient");
    assertThat(found).hasSize(1 + gradient.size());
    assertThat(found[0])
        .isCloseTo(factor * answers.get("loss").getAsFloat(), within(2 * TOLERANCE));
    for (int i = 0; i < gradient.size(); i++) {
      assertThat(found[1 + i]).isCloseTo(factor * gradient.get(i).getAsFloat(), within(TOLERANCE));
    }
    Recipe other =
        recipe.toBuilder().labelSmoothing(0.6).classWeights(List.of(3.0, 3.0, 3.0, 3.0)).build();
    assertThat(lossAndGradient(answers, other, hasAuxiliaryHead)[0])
        .isNotCloseTo(factor * answers.get("loss").getAsFloat(), within(0.1f));
  }

  @Test
  void headAndRecipeMustFitEachOther() {
    Recipe single = Recipe.STANDARD;
    Recipe multi = single.toBuilder().multiLabel(true).build();
    assertThatThrownBy(() -> loss(single, network(HeadActivation.SIGMOID)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("activation (sigmoid) must be softmax or linear");
    assertThatThrownBy(() -> loss(multi, network(HeadActivation.SOFTMAX)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("activation (softmax) must be sigmoid");
  }

  private static void loss(Recipe recipe, Network network) {
    try (Graph graph = new Graph()) {
      new Loss(
          Ops.create(graph), recipe, network, new TrainableVariables(network, FineTuning.NONE, 0));
    }
  }

  private static float[] lossAndGradient(
      JsonObject answers, Recipe recipe, boolean hasAuxiliaryHead) {
    Network network = network(HeadActivation.SIGMOID);
    TrainableVariables all = new TrainableVariables(network, FineTuning.NONE, 0);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> logits = rows(tf, answers.getAsJsonArray("logits"));
      BatchPipeline batch =
          new BatchPipeline(
              tf.noOp(),
              tf.constant(0L),
              tf.constant(new float[6][8][8][3]),
              rows(tf, answers.getAsJsonArray("labels")),
              Optional.empty());
      Loss loss = new Loss(tf, recipe, network, all);
      Optional<Operand<TFloat32>> auxiliary =
          hasAuxiliaryHead ? Optional.of(logits) : Optional.empty();
      Operand<TFloat32> value = loss.of(logits, auxiliary, loss.targets(batch));
      Operand<TFloat32> gradient =
          graph.addGradients(value.asOutput(), new Output<?>[] {logits.asOutput()})[0].expect(
              TFloat32.class);
      try (Result result = session.runner().fetch(value).fetch(gradient).run()) {
        float[] found = new float[1 + answers.getAsJsonArray("logits").size()];
        found[0] = ((TFloat32) result.get(0)).getFloat();
        ((TFloat32) result.get(1)).asRawTensor().data().asFloats().read(found, 1, found.length - 1);
        return found;
      }
    }
  }

  private static Operand<TFloat32> rows(Ops tf, JsonArray array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return tf.constant(Shape.of(values.length / CLASSES, CLASSES), DataBuffers.of(values));
  }
}
