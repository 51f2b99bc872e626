package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.recipe.BatchNormSchedule;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.FewImages;
import dev.nasnet.training.graph.StepCase.Left;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The running statistics by their definition. Running statistics do not change the training, so
 * that a training with a momentum of 0 leaves the statistics of each step's batch.
 */
@Tag("slow")
class BatchNormScheduleTest {
  private static final int STEPS = 4;

  /** Statistics have a size of about 1; a sum of four products in float32 is rounded by 1e-6. */
  private static final float TOLERANCE = 3e-6f;

  @TempDir private Path images;
  @TempDir private Path folder;

  @Test
  void theMomentumRisesToThatOfTheLayer() throws IOException {
    StepCase steps = new StepCase(FewImages.draw(images), folder);
    List<Left> batches = batches(steps);
    assertThat(differing(steps, batches, 0.9, BatchNormSchedule.RISING)).isEmpty();
    // (1 + t) / (10 + t) is above 0.2 from the second step.
    assertThat(differing(steps, batches, 0.2, BatchNormSchedule.RISING)).isEmpty();
    assertThat(differing(steps, batches, 0.9, BatchNormSchedule.CONSTANT)).isEmpty();
  }

  @Test
  void eachPartOfABatchIsAStep() throws IOException {
    StepCase steps = new StepCase(FewImages.draw(images), folder);
    String name = statistics().get(0).name();
    double start = Weights.random(network(0.9), 1).get(name).values()[0];
    double second = inParts(steps, 0, BatchNormSchedule.CONSTANT, name);
    double constant = inParts(steps, 0.9, BatchNormSchedule.CONSTANT, name);
    // constant = 0.9 · (0.9 · start + 0.1 · first) + 0.1 · second
    double first = ((constant - 0.1 * second) / 0.9 - 0.9 * start) / 0.1;
    double afterFirst = start + (first - start) * 9 / 11;
    double expected = afterFirst + (second - afterFirst) * 9 / 12;
    // The division by 0.09 enlarges the rounding of constant.
    assertThat(inParts(steps, 0.9, BatchNormSchedule.RISING, name))
        .isCloseTo(expected, within(1e-5))
        .isNotCloseTo(constant, within(1e-2));
  }

  private static double inParts(
      StepCase steps, double momentum, BatchNormSchedule schedule, String name) throws IOException {
    Recipe recipe = StepCase.recipe().accumulate(2).batchNormSchedule(schedule).build();
    return steps.run(network(momentum), recipe, StepCase.ONE_THREAD, 1).value(name);
  }

  /** The values after each number of steps; their statistics are those of the last batch. */
  private static List<Left> batches(StepCase steps) throws IOException {
    Recipe recipe = StepCase.recipe().batchNormSchedule(BatchNormSchedule.CONSTANT).build();
    List<Left> batches = new ArrayList<>();
    for (int count = 1; count <= STEPS; count++) {
      batches.add(steps.run(network(0), recipe, StepCase.ONE_THREAD, count));
    }
    return batches;
  }

  /** Returns the statistics that differ from their definition. */
  private static List<String> differing(
      StepCase steps, List<Left> batches, double momentum, BatchNormSchedule schedule)
      throws IOException {
    Recipe recipe = StepCase.recipe().batchNormSchedule(schedule).build();
    Left found = steps.run(network(momentum), recipe, StepCase.ONE_THREAD, STEPS);
    List<String> differing = new ArrayList<>();
    for (VariableSpec spec : statistics()) {
      double expected = Weights.random(network(momentum), 1).get(spec.name()).values()[0];
      for (int step = 1; step <= STEPS; step++) {
        double early = schedule == BatchNormSchedule.RISING ? 9.0 / (10 + step) : 0;
        double share = Math.max(1 - momentum, early);
        expected += (batches.get(step - 1).value(spec.name()) - expected) * share;
      }
      if (Math.abs(found.value(spec.name()) - expected) > TOLERANCE * (1 + Math.abs(expected))) {
        differing.add(spec.name() + " " + found.value(spec.name()) + " not " + expected);
      }
    }
    return differing;
  }

  private static List<VariableSpec> statistics() {
    List<VariableSpec> found =
        network(0.9).variables().stream().filter(spec -> spec.name().contains("moving_")).toList();
    assertThat(found).hasSizeGreaterThan(50);
    return found;
  }

  private static Network network(double momentum) {
    return Network.of(StepCase.spec().batchNormMomentum(momentum).build());
  }
}
