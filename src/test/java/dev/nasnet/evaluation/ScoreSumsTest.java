package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreSumsTest {
  private static final ScoreSums TWO_SETS = new ScoreSums(List.of(2.0, 3.0, 5.0, 1.0, 4.0, 6.0), 4);

  /** Both images have the first class; the second class is predicted for neither. */
  private static MultiLabelMetrics metrics(float first, float second) {
    return MultiLabelMetrics.of(
        2,
        List.of(new boolean[] {true, false}, new boolean[] {true, false}),
        List.of(new float[] {first, 0}, new float[] {second, 0}),
        0.5f);
  }

  @Test
  void eachSetHasItsMeans() {
    assertThat(TWO_SETS.scores())
        .containsExactly(new Score(0.5, 0.75, 1.25), new Score(0.25, 1, 1.5));
    assertThat(TWO_SETS.heldOut())
        .isEqualTo(new HeldOutScores(new Score(0.5, 0.75, 1.25), new Score(0.25, 1, 1.5)));
  }

  @Test
  void oneSetIsBothTheExportedAndTheRawOne() {
    ScoreSums one = new ScoreSums(List.of(2.0, 3.0, 5.0), 4);
    Score score = new Score(0.5, 0.75, 1.25);
    assertThat(one.heldOut()).isEqualTo(new HeldOutScores(score, score));
  }

  @Test
  void noImagesHaveAScoreOfZero() {
    assertThat(new ScoreSums(List.of(0.0, 0.0, 0.0), 0).scores())
        .containsExactly(new Score(0, 0, 0));
  }

  @Test
  void sumsOfWorkersAreAdded() {
    assertThat(TWO_SETS.plus(new ScoreSums(List.of(1.0, 1.0, 1.0, 1.0, 1.0, 1.0), 2)))
        .isEqualTo(new ScoreSums(List.of(3.0, 4.0, 6.0, 2.0, 5.0, 7.0), 6));
  }

  @Test
  void imagesOfAnyNumberOfLabelsAreScoredByTheirMetrics() {
    ScoreSums sums = new ScoreSums(List.of(3.0, 8.0), 2, List.of(metrics(1, 0), metrics(1, 1)));
    assertThat(sums.scores())
        .containsExactly(new Score(0.5, 0.5, 1.5, 1.0), new Score(1, 1, 4, 1.0));
    assertThat(sums.heldOut().raw().loss()).isEqualTo(4);
    String message = "average precisions of two groups cannot be added";
    ScoreSums plain = new ScoreSums(List.of(3.0, 8.0), 2);
    assertThatThrownBy(() -> sums.plus(plain))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> plain.plus(sums)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReviewHasTheImagesOfItsFigures() {
    ConfusionCounts confusion = new ConfusionCounts();
    confusion.add(0, 1);
    assertThat(new HeldOutReview(confusion, List.of(), List.of()).images()).isEqualTo(1);
    HeldOutReview any =
        new HeldOutReview(new ConfusionCounts(), List.of(), List.of(), metrics(1, 0));
    assertThat(any.images()).isEqualTo(2);
  }

  @Test
  void anImageIsADataUri() {
    byte[] bytes = {'a', 'b', 'c'};
    PngImage image = new PngImage(bytes);
    assertThat(image.dataUri()).isEqualTo("data:image/png;base64,YWJj");
    bytes[0] = 'x';
    image.bytes()[1] = 'x';
    assertThat(image.bytes()).containsExactly('a', 'b', 'c');
    assertThat(new ReviewedImage(0, 2, 2, 1, 1, image, image).isRight()).isTrue();
    assertThat(new ReviewedImage(0, 2, 1, 1, 0, image, image).isRight()).isFalse();
  }
}
