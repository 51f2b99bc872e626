package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayerCall;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Drop path against its definition: keep_t = 1 − t·(1 − keep), and kept examples are x / keep_t.
 */
class DropPathTest {
  private static final int EXAMPLES = 4000;
  private static final double KEEP = 0.6;

  @Test
  void atTheBeginningNothingIsDropped() {
    for (float value : dropped(0)) {
      assertThat(value).isEqualTo(1f);
    }
  }

  @Test
  void halfwayAFifthIsDroppedAndTheOthersAreScaledUp() {
    float[] values = dropped(0.5f);
    int kept = 0;
    for (float value : values) {
      assertThat(value == 0 || Math.abs(value - 1 / 0.8f) < 1e-6).as("%s", value).isTrue();
      kept += value == 0 ? 0 : 1;
    }
    // Four standard deviations of 4,000 draws.
    assertThat(kept / (double) EXAMPLES).isCloseTo(0.8, within(4 * Math.sqrt(0.16 / EXAMPLES)));
  }

  private static float[] dropped(float progress) {
    LayerCall call = Network.of(NasNetSpec.cifar()).input().call();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Mode mode =
          new Mode.Training(
              3, tf.constant(7L), tf.constant(progress), Set.of(), false, Optional.empty());
      Operand<TFloat32> ones = tf.fill(tf.constant(new int[] {EXAMPLES, 1, 1, 1}), tf.constant(1f));
      Operand<TFloat32> output =
          new LayerOps(tf, mode).add(new Layer.DropPath(call, KEEP), List.of(ones), List.of());
      try (Result result = session.runner().fetch(output).run()) {
        float[] values = new float[EXAMPLES];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }
}
