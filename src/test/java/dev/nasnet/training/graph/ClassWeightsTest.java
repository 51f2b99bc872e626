package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Compares with Keras's loss, which {@code src/test/python/weighted_loss.py} wrote. */
class ClassWeightsTest {
  private static final Path ANSWERS = Path.of("src/test/resources/evaluation/weighted_loss.json");
  private static final Network FOUR_CLASSES =
      Network.of(NasNetSpec.cifar().toBuilder().notation("1@24").classes(4).build());

  /** The loss is about 2, in float32 on both sides. */
  private static final float TOLERANCE = 1e-6f;

  @Test
  void lossAndGradientAreThoseOfKeras() throws IOException {
    JsonObject answers = answers();
    List<Double> weights =
        answers.getAsJsonArray("weights").asList().stream().map(of -> of.getAsDouble()).toList();
    float[] found = lossAndGradient(answers, weights);
    JsonArray gradient = answers.getAsJsonArray("gradient");
    assertThat(found).hasSize(1 + gradient.size());
    assertThat(found[0]).isCloseTo(answers.get("loss").getAsFloat(), within(2 * TOLERANCE));
    for (int i = 0; i < gradient.size(); i++) {
      assertThat(found[1 + i]).isCloseTo(gradient.get(i).getAsFloat(), within(TOLERANCE));
    }
    assertThat(lossAndGradient(answers, List.of())[0])
        .isNotCloseTo(answers.get("loss").getAsFloat(), within(0.1f));
  }

  @Test
  void anotherNumberOfWeightsIsRefused() {
    assertThatThrownBy(() -> lossAndGradient(answers(), List.of(1.0, 2.0)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("class-weights (2 numbers) must be one for each of the 4 classes");
  }

  private static JsonObject answers() throws IOException {
    return JsonParser.parseString(Files.readString(ANSWERS)).getAsJsonObject();
  }

  private static float[] lossAndGradient(JsonObject answers, List<Double> weights) {
    Recipe recipe =
        Recipe.STANDARD.toBuilder()
            .labelSmoothing(answers.get("smoothing").getAsDouble())
            .classWeights(weights)
            .build();
    TrainableVariables all = new TrainableVariables(FOUR_CLASSES, FineTuning.NONE, 0);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      float[] values = floats(answers);
      Operand<TFloat32> logits =
          tf.constant(Shape.of(values.length / 4, 4), DataBuffers.of(values));
      long[] labels =
          answers.getAsJsonArray("labels").asList().stream()
              .mapToLong(of -> of.getAsLong())
              .toArray();
      Loss loss = new Loss(tf, recipe, FOUR_CLASSES, all);
      Operand<TFloat32> value =
          loss.of(logits, Optional.empty(), loss.targets(tf.constant(labels)));
      Operand<TFloat32> gradient =
          graph.addGradients(value.asOutput(), new Output<?>[] {logits.asOutput()})[0].expect(
              TFloat32.class);
      try (Result result = session.runner().fetch(value).fetch(gradient).run()) {
        float[] found = new float[1 + 4 * labels.length];
        found[0] = ((TFloat32) result.get(0)).getFloat();
        ((TFloat32) result.get(1)).asRawTensor().data().asFloats().read(found, 1, found.length - 1);
        return found;
      }
    }
  }

  private static float[] floats(JsonObject answers) {
    JsonArray logits = answers.getAsJsonArray("logits");
    float[] values = new float[logits.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = logits.get(i).getAsFloat();
    }
    return values;
  }
}
