package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.FewImages;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of steps that Adam and the averages count with, in the graph of a training. */
class StepCountTest {
  private static final double RATE = 1e-3;
  private static final String BIAS = "predictions/bias";

  @TempDir private Path folder;
  private StepCase steps;

  @BeforeEach
  void draw() throws IOException {
    steps = new StepCase(FewImages.draw(folder.resolve("images")), folder);
  }

  /**
   * Adam's first step is the rate times the gradient's sign, as its correction of the bias is exact
   * there. Counted from 2, the step would be 0.74 of it.
   */
  @Test
  void adamsFirstStepIsTheRate() {
    Recipe recipe = recipe(Optimizer.Adam.STANDARD);
    Weights before = Weights.random(StepCase.NETWORK, 1);
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, recipe, StepCase.ONE_THREAD)) {
      graph.train(new StepValues(0, 0, RATE, 0));
      float[] bias = graph.readAll().get(BIAS).values();
      float[] old = before.get(BIAS).values();
      for (int i = 0; i < bias.length; i++) {
        assertThat(Math.abs(bias[i] - old[i])).isCloseTo((float) RATE, within(1e-5f));
      }
    }
  }

  /** The first average is 2/11 of the initial value and 9/11 of the new one: (1 + t) / (10 + t). */
  @Test
  void theFirstAverageHasTwoElevenths() {
    Recipe recipe = recipe(new Optimizer.Momentum(0.9));
    Weights before = Weights.random(StepCase.NETWORK, 1);
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, recipe, StepCase.ONE_THREAD)) {
      graph.train(new StepValues(0, 0, 0.05, 0));
      Weights after = graph.readAll();
      for (VariableSpec spec : List.of(named(BIAS), named("predictions/kernel"))) {
        float[] old = before.get(spec.name()).values();
        float[] now = after.get(spec.name()).values();
        float[] average = after.get(Checkpoint.averageOf(spec.name())).values();
        for (int i = 0; i < old.length; i++) {
          double expected = old[i] * 2 / 11.0 + now[i] * 9 / 11.0;
          assertThat((double) average[i]).isCloseTo(expected, within(1e-6));
        }
        assertThat(now).isNotEqualTo(old);
      }
    }
  }

  private static VariableSpec named(String name) {
    return StepCase.NETWORK.variables().stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Recipe recipe(Optimizer optimizer) {
    return StepCase.recipe()
        .optimizer(optimizer)
        .learningRate(new LearningRate.Constant(RATE))
        .averageDecay(0.9999)
        .l2(0)
        .clipNorm(0)
        .build();
  }
}
