package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.FewImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loss of a step in parts is the mean of the parts' losses, not their sum. */
class StepLossTest {
  @TempDir private Path folder;

  @Test
  void theLossOfPartsIsTheirMean() throws IOException {
    StepCase steps = new StepCase(FewImages.draw(folder.resolve("images")), folder);
    double whole = loss(steps, StepCase.recipe().build());
    double parts = loss(steps, StepCase.recipe().accumulate(3).build());
    // Each part has batch statistics of its own.
    assertThat(parts).isCloseTo(whole, within(0.3 * whole));
  }

  private static double loss(StepCase steps, Recipe recipe) {
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, recipe, StepCase.ONE_THREAD)) {
      return graph.train(StepCase.values(0));
    }
  }
}
