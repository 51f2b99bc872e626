package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.Network;
import dev.nasnet.recipe.BatchNormSchedule;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.FewImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running mean of the stem after one step from 0: a share 1 − momentum of the batch's mean. */
class BatchNormMomentumTest {
  @TempDir private Path folder;

  @Test
  void theRunningMeanTakesTheShareThatTheMomentumLeaves() throws IOException {
    StepCase steps = new StepCase(FewImages.draw(folder.resolve("images")), folder);
    float[] slow = means(steps, 0.9);
    float[] fast = means(steps, 0.5);
    for (int i = 0; i < slow.length; i++) {
      assertThat(Math.abs(slow[i])).isGreaterThan(1e-4f);
      assertThat((double) fast[i] / slow[i]).isCloseTo(5, within(1e-2));
    }
  }

  private static float[] means(StepCase steps, double momentum) {
    Network network = Network.of(StepCase.spec().batchNormMomentum(momentum).build());
    Recipe recipe = StepCase.recipe().batchNormSchedule(BatchNormSchedule.CONSTANT).build();
    try (TrainingGraph graph = steps.open(network, recipe, StepCase.ONE_THREAD)) {
      graph.train(StepCase.values(0));
      return graph.readAll().get("stem_bn1/moving_mean").values();
    }
  }
}
