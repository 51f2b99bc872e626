package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.DataSource;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.BatchNormSchedule;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.FewImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loss scale in float32, where nothing but it differs. */
@Tag("slow")
class LossScaleTest {
  /** With {@link #STEEP} many a gradient is beyond float32 with it. */
  private static final double TOO_LARGE = Math.scalb(1.0, 126);

  /** L2, whose gradient is STEEP·w. */
  private static final double STEEP = 1000;

  @TempDir private static Path images;
  private static DataSource data;

  @TempDir Path folder;

  @BeforeAll
  static void draw() throws IOException {
    data = FewImages.draw(images);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aScaleThatIsAPowerOfTwoChangesNoBit(int parts) throws Exception {
    Recipe plain = StepCase.recipe().accumulate(parts).build();
    StepCase steps = new StepCase(data, folder);
    var without = steps.run(plain, StepCase.ONE_THREAD, 3);
    var with = steps.run(scaled(plain, 1024, 2), StepCase.ONE_THREAD, 3);
    assertThat(StepCase.differing(with.values(), without.values())).isEmpty();
    assertThat(with.losses()).isEqualTo(without.losses());
    // Doubled after the second good step; then one more.
    assertThat(with.value("loss_scale/scale")).isEqualTo(2048);
    assertThat(with.value("loss_scale/good_steps")).isEqualTo(1);
    assertThat(with.value("loss_scale/skipped")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aGradientThatIsNotFiniteMovesNothingAndHalvesTheScale(int parts) throws Exception {
    Recipe recipe = scaled(StepCase.recipe().accumulate(parts).l2(STEEP).build(), TOO_LARGE, 2000);
    StepCase steps = new StepCase(data, folder);
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, recipe, StepCase.ONE_THREAD)) {
      Map<String, float[]> before = steps.read(graph, recipe, StepCase.NETWORK);
      assertThat(graph.train(StepCase.values(0))).isFinite();
      Map<String, float[]> after = steps.read(graph, recipe, StepCase.NETWORK);
      assertThat(StepCase.differing(after, before))
          .containsExactlyInAnyOrder("loss_scale/scale", "loss_scale/skipped");
      var standing = graph.lossScale().orElseThrow();
      assertThat(standing.scale()).isEqualTo((float) (TOO_LARGE / 2));
      assertThat(standing.skipped()).isEqualTo(1);
    }
  }

  /**
   * Adam's bias correction and the averages' decay go by the step's number. The rising momentum of
   * batch norm does not: it counts batches, and a skipped step is a batch, too.
   */
  @Test
  void aSkippedStepIsNotCounted() throws Exception {
    Recipe adam =
        StepCase.recipe()
            .optimizer(Optimizer.Adam.STANDARD)
            .l2(STEEP)
            .clipNorm(0)
            .batchNormSchedule(BatchNormSchedule.CONSTANT)
            .build();
    StepCase steps = new StepCase(data, folder);
    Recipe recipe = scaled(adam, TOO_LARGE, 2000);
    int skipped = 0;
    Map<String, float[]> late;
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, recipe, StepCase.ONE_THREAD)) {
      // The same batch again and again, until the scale is small enough to move once.
      do {
        graph.startEpoch(0, 0);
        graph.train(StepCase.values(skipped));
        late = steps.read(graph, recipe, StepCase.NETWORK);
      } while (late.get("loss_scale/skipped")[0] == ++skipped);
    }
    assertThat(skipped).isGreaterThan(1);
    Map<String, float[]> first = steps.run(adam, StepCase.ONE_THREAD, 1).values();
    assertThat(StepCase.differing(late, first)).isEmpty();
  }

  @Test
  void aScaleThatIsNoPowerOfTwoIsRefused() {
    assertThatThrownBy(() -> new Precision(Precision.Type.FLOAT32, 1000, 1))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("loss-scale (1000.0) must be 0 for none, or a power of two");
  }

  private static Recipe scaled(Recipe recipe, double scale, int growthSteps) {
    return recipe.toBuilder()
        .precision(new Precision(Precision.Type.FLOAT32, scale, growthSteps))
        .build();
  }
}
