package dev.nasnet.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionTest {
  private static final float[] ROW = {0.1f, 0.3f, 0.25f, 0.3f, 0.05f};

  @Test
  void theMostProbableClassesComeFirstAndOfEqualOnesTheLowerIndex() {
    assertThat(Prediction.likeliest(ROW, List.of("ant", "bee", "cat"), 4))
        .containsExactly(
            new Prediction(1, "bee", 0.3f),
            new Prediction(3, "3", 0.3f),
            new Prediction(2, "cat", 0.25f),
            new Prediction(0, "ant", 0.1f));
    assertThat(Prediction.likeliest(ROW, List.of(), 9)).hasSize(5);
  }
}
