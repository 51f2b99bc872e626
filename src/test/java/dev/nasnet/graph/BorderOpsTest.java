package dev.nasnet.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayerCall;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Padding and cropping with another number at each of the four sides. */
class BorderOpsTest {
  private static final Border BORDER = new Border(1, 2, 3, 4);

  @Test
  void zerosAreAddedAtTheirSides() {
    // One pixel becomes 1 + 1 + 2 rows of 3 + 1 + 4 columns.
    float[] padded = run(new Layer.ZeroPadding2D(call(4, 8), BORDER), 1, 1);
    assertThat(padded).hasSize(4 * 8);
    for (int i = 0; i < padded.length; i++) {
      assertThat(padded[i]).isEqualTo(i == 8 + 3 ? 1f : 0f);
    }
  }

  @Test
  void rowsAndColumnsAreRemovedAtTheirSides() {
    float[] cropped = run(new Layer.Cropping2D(call(1, 1), BORDER), 4, 8);
    // The pixel of row 1 and column 3; pixels are numbered from 1.
    assertThat(cropped).containsExactly(8 + 3 + 1);
  }

  private static LayerCall call(int height, int width) {
    LayerCall any = Network.of(NasNetSpec.cifar()).input().call();
    return new LayerCall(
        any.name(), any.location(), any.inputs(), OutputShape.map(height, width, 1));
  }

  private static float[] run(Layer layer, int height, int width) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var numbers = tf.range(tf.constant(1f), tf.constant(height * width + 1f), tf.constant(1f));
      var image = tf.reshape(numbers, tf.constant(new int[] {1, height, width, 1}));
      var output = new LayerOps(tf, new Mode.Inference()).add(layer, List.of(image), List.of());
      try (Result result = session.runner().fetch(output).run()) {
        TFloat32 tensor = (TFloat32) result.get(0);
        float[] values = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }
}
