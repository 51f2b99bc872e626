package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.FewImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DeviceStepStats;

/** Several devices against one: the CPU, split into virtual devices. */
@Tag("slow")
class TowersTest {
  private static final FineTuning STILL_NORMS = new FineTuning(List.of(), 0, true, List.of());

  @TempDir private static Path images;
  private static DataSource data;

  @TempDir Path folder;

  @BeforeAll
  static void draw() throws IOException {
    data = FewImages.draw(images);
  }

  /** Batch norm by its statistics, since those of a share are not those of the whole. */
  @Test
  void threeDevicesMoveTheWeightsAsOneDoesWithTheWholeBatch() throws Exception {
    Recipe one = StepCase.recipe().tuning(STILL_NORMS).build();
    StepCase steps = new StepCase(data, folder);
    var whole = steps.run(one, StepCase.ONE_THREAD, 1);
    var shared = steps.run(one.toBuilder().towers(3).build(), StepCase.ONE_THREAD, 1);
    // float32 sums in another order; a sum in place of the mean is 2 away.
    assertThat(StepCase.distance(shared, whole, StepCase.NETWORK)).isLessThan(1e-5);
    assertThat(shared.losses().get(0)).isCloseTo(whole.losses().get(0), percent());
    Hardware again = new Hardware(1, DeviceKind.CPU, false, true, 1, true);
    var recomputed = steps.run(one.toBuilder().towers(3).build(), again, 1);
    assertThat(StepCase.distance(recomputed, whole, StepCase.NETWORK)).isLessThan(1e-5);
  }

  private static org.assertj.core.data.Percentage percent() {
    return org.assertj.core.data.Percentage.withPercentage(1e-4);
  }

  /** Tower i draws as part i does: dropout and drop path are the same, image by image. */
  @Test
  void towersDrawAsPartsDo() throws Exception {
    Network network =
        Network.of(StepCase.spec().auxiliaryHead(true).dropout(0.3).dropPathKeep(0.6).build());
    Recipe still = StepCase.recipe().tuning(STILL_NORMS).build();
    StepCase steps = new StepCase(data, folder);
    Recipe parts = still.toBuilder().accumulate(4).build();
    var inParts = steps.run(network, parts, StepCase.ONE_THREAD, 1);
    Recipe towers = still.toBuilder().towers(4).build();
    assertThat(
            StepCase.distance(steps.run(network, towers, StepCase.ONE_THREAD, 1), inParts, network))
        .isLessThan(1e-5);
    Recipe both = still.toBuilder().towers(2).accumulate(2).build();
    assertThat(
            StepCase.distance(steps.run(network, both, StepCase.ONE_THREAD, 1), inParts, network))
        .isLessThan(1e-5);
    // The control: the whole batch draws otherwise.
    assertThat(
            StepCase.distance(steps.run(network, still, StepCase.ONE_THREAD, 1), inParts, network))
        .isGreaterThan(0.1);
  }

  /** slim's: of two towers the first one's, which sees the batch's first half. */
  @Test
  void runningStatisticsAreTheFirstTowers() throws Exception {
    StepCase steps = new StepCase(data, folder);
    Recipe recipe = StepCase.recipe().averageDecay(0).build();
    var two = steps.run(recipe.toBuilder().towers(2).build(), StepCase.ONE_THREAD, 1);
    var half = steps.run(recipe.toBuilder().batch(12).build(), StepCase.ONE_THREAD, 1);
    for (String key : List.of("stem_bn1/moving_mean", "stem_bn1/moving_variance")) {
      assertThat(two.values().get(key)).isEqualTo(half.values().get(key));
    }
  }

  @Test
  void eachTowerRunsOnItsDeviceForthAndBack() {
    Recipe recipe = StepCase.recipe().towers(2).build();
    StepCase steps = new StepCase(data, folder);
    try (TrainingGraph graph = steps.open(StepCase.NETWORK, recipe, StepCase.ONE_THREAD)) {
      Map<String, Long> gradients = new TreeMap<>();
      for (DeviceStepStats device :
          graph.trace(StepCase.values(0)).getStepStats().getDevStatsList()) {
        long count =
            device.getNodeStatsList().stream()
                .filter(node -> node.getTimelineLabel().contains("BackpropFilter"))
                .count();
        if (count > 0) {
          gradients.put(device.getDevice(), count);
        }
      }
      String host = "/job:localhost/replica:0/task:0/device:CPU:";
      assertThat(gradients).containsOnlyKeys(host + 0, host + 1);
      assertThat(gradients.get(host + 0)).isEqualTo(gradients.get(host + 1));
    }
  }
}
