package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The expected values are scikit-learn's: accuracy of argmax, and top_k_accuracy_score. */
class ClassRanksTest {
  @Test
  void equalLogitsAreOneClassesAlone() {
    float[] equal = {1, 1, 1, 1, 1, 1, 1, 1};
    assertThat(hits(equal, 0)).containsExactly(1f, 0f);
    assertThat(hits(equal, 1)).containsExactly(0f, 0f);
    assertThat(hits(equal, 2)).containsExactly(0f, 0f);
    assertThat(hits(equal, 3)).containsExactly(0f, 1f);
    assertThat(hits(equal, 7)).containsExactly(0f, 1f);
  }

  @Test
  void fewClassesAreAllAmongTheLikeliest() {
    assertThat(hits(new float[] {3, 2, 1}, 2)).containsExactly(0f, 1f);
    assertThat(hits(new float[] {3, 2, 3}, 2)).containsExactly(0f, 1f);
    assertThat(hits(new float[] {3, 2, 3}, 0)).containsExactly(1f, 1f);
  }

  @Test
  void theSixthIsNotAmongFive() {
    float[] falling = {6, 5, 4, 3, 2, 1};
    assertThat(hits(falling, 4)).containsExactly(0f, 1f);
    assertThat(hits(falling, 5)).containsExactly(0f, 0f);
  }

  @Test
  void whatIsNotFiniteIsNeverRight() {
    float nan = Float.NaN;
    assertThat(hits(new float[] {nan, nan, nan}, 0)).containsExactly(0f, 0f);
    assertThat(hits(new float[] {1, nan, 0}, 1)).containsExactly(0f, 0f);
    assertThat(hits(new float[] {1, nan, 0}, 0)).containsExactly(0f, 1f);
    assertThat(hits(new float[] {Float.POSITIVE_INFINITY, 1, 0}, 1)).containsExactly(0f, 1f);
  }

  private static List<Float> hits(float[] logits, long label) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ClassRanks ranks =
          new ClassRanks(tf, tf.constant(new float[][] {logits}), tf.constant(new long[] {label}));
      try (Result found =
          session.runner().fetch(ranks.top1Correct()).fetch(ranks.topKCorrect(5)).run()) {
        return List.of(((TFloat32) found.get(0)).getFloat(), ((TFloat32) found.get(1)).getFloat());
      }
    }
  }
}
