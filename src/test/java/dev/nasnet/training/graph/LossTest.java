package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Recipe;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class LossTest {
  private static final Network FOUR_CLASSES =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(8))
              .classes(4)
              .build());

  @Test
  void mixedLabelsShareTheTargetAndEachIsSmoothed() {
    float[] targets = targets(0.2, Optional.of(0.75f));
    float spread = 0.2f / 4;
    assertThat(targets)
        .containsExactly(
            new float[] {spread, 0.75f * 0.8f + spread, spread, 0.25f * 0.8f + spread},
            within(1e-6f));
  }

  @Test
  void labelsThatAreNotMixedStayHard() {
    assertThat(targets(0, Optional.empty())).containsExactly(0, 1, 0, 0);
  }

  /** Of an image of class 1, mixed with one of class 3. */
  private static float[] targets(double smoothing, Optional<Float> share) {
    Recipe recipe = Recipe.STANDARD.toBuilder().labelSmoothing(smoothing).build();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var labels = tf.constant(new long[] {1});
      var mixture =
          share.map(
              own ->
                  new BatchPipeline.Mixture(
                      tf.constant(new long[] {3}), tf.constant(new float[] {own})));
      var batch =
          new BatchPipeline(
              tf.noOp(), tf.constant(0L), tf.constant(new float[1][8][8][3]), labels, mixture);
      TrainableVariables all = new TrainableVariables(FOUR_CLASSES, FineTuning.NONE, 0);
      var targets = new Loss(tf, recipe, FOUR_CLASSES, all).targets(batch);
      try (var result = session.runner().fetch(targets).run()) {
        float[] values = new float[4];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }
}
