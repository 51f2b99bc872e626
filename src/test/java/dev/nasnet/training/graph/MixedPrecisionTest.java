package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.DataSource;
import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.FewImages;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TensorFlow's rewriter and XLA on the CPU, against the plain step. */
@Tag("slow")
class MixedPrecisionTest {
  @TempDir private static Path images;
  private static DataSource data;

  @TempDir Path folder;

  @BeforeAll
  static void draw() throws IOException {
    data = FewImages.draw(images);
  }

  /** 8 bits of mantissa: 0.4 % a number, through some 20 layers forth and back; measured: 3.5 %. */
  @Test
  void bfloat16OnACpuIsNearFloat32WhereTheRewriterActs() throws Exception {
    Recipe plain = StepCase.recipe().build();
    Recipe mixed = plain.toBuilder().precision(Precision.of(Precision.Type.BFLOAT16)).build();
    StepCase steps = new StepCase(data, folder);
    long lowered;
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, mixed, StepCase.ONE_THREAD)) {
      lowered = GraphRewriteStats.of(graph.trace(StepCase.values(0))).lowered();
    }
    var expected = steps.run(plain, StepCase.ONE_THREAD, 1);
    double distance =
        StepCase.distance(steps.run(mixed, StepCase.ONE_THREAD, 1), expected, StepCase.NETWORK);
    if (lowered > 0) {
      assertThat(distance).isBetween(1e-4, 0.1);
    } else {
      // No oneDNN for this CPU: TensorFlow's rewriter leaves the graph as it is.
      assertThat(distance).isLessThan(1e-5);
    }
  }

  @Test
  void float16OnACpuIsRefused() {
    Recipe half = StepCase.recipe().precision(Precision.of(Precision.Type.FLOAT16)).build();
    StepCase steps = new StepCase(data, folder);
    assertThatThrownBy(() -> steps.open(StepCase.NETWORK, half, StepCase.ONE_THREAD))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("mixed-precision (float16) must be bfloat16 on a CPU");
  }

  @Test
  void xlaCompilesClustersOfAStepAndTheyComeToTheSame() throws Exception {
    Recipe recipe = StepCase.recipe().build();
    Hardware compiled = new Hardware(1, DeviceKind.CPU, true, true, 1, false);
    StepCase steps = new StepCase(data, folder);
    var plain = steps.run(recipe, StepCase.ONE_THREAD, 1);
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, recipe, compiled)) {
      long clusters = GraphRewriteStats.of(graph.trace(StepCase.values(0))).clusters();
      assertThat(clusters).isPositive();
      var values = steps.read(graph, recipe, StepCase.NETWORK);
      var found = new StepCase.Left(plain.losses(), values);
      double distance = StepCase.distance(found, plain, StepCase.NETWORK);
      // float32 in another order; measured: 1.2e-6.
      assertThat(distance).isLessThan(1e-5);
    }
  }
}
