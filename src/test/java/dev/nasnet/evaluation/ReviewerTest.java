package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.ImageSize;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Reviews of predictions that follow from given logits. */
class ReviewerTest {
  private static final int CLASSES = 30;
  private static final float WRONG = 2;

  private static ReviewGraph graph;

  @BeforeAll
  static void create() {
    graph = new ReviewGraph(CLASSES, new ImageSize(8, 12));
  }

  @AfterAll
  static void close() {
    graph.close();
  }

  /** The logit of the predicted class; all others are 0. */
  private static float[] logits(int predicted, float logit) {
    float[] row = new float[CLASSES];
    row[predicted] = logit;
    return row;
  }

  private static double probability(double logit) {
    return Math.exp(logit) / (Math.exp(logit) + CLASSES - 1);
  }

  @Test
  void predictionsAndProbabilitiesFollowTheLogits() {
    long[] labels = {7, 3};
    graph.run(
        labels,
        new float[][] {logits(7, 3), logits(4, WRONG)},
        batch -> {
          TInt32 predicted = (TInt32) batch.get(1 + ReviewOps.PREDICTED);
          TFloat32 probabilities = (TFloat32) batch.get(1 + ReviewOps.PROBABILITIES);
          TInt64 truth = (TInt64) batch.get(1 + ReviewOps.LABELS);
          TFloat32 own = (TFloat32) batch.get(1 + ReviewOps.ACTUAL_PROBABILITIES);
          assertThat(List.of(predicted.getInt(0), predicted.getInt(1))).containsExactly(7, 4);
          assertThat(List.of(truth.getLong(0), truth.getLong(1))).containsExactly(7L, 3L);
          assertThat(probabilities.getFloat(0)).isEqualTo((float) probability(3), within(1e-6f));
          assertThat(own.getFloat(0)).isEqualTo((float) probability(3), within(1e-6f));
          assertThat(own.getFloat(1))
              .isEqualTo((float) (1 / (Math.exp(WRONG) + CLASSES - 1)), within(1e-6f));
        });
  }

  /** Pooling and the classifier are linear: a map's mean is the logit, since biases are 0. */
  @Test
  void theMeanOfAnActivationMapIsTheLogitOfThePredictedClass() {
    try (ReviewGraph own = new ReviewGraph(CLASSES, new ImageSize(8, 12))) {
      own.run(
          new long[] {0, 0, 0, 0},
          batch -> {
            TFloat32 logits = (TFloat32) batch.get(0);
            TInt32 predicted = (TInt32) batch.get(1 + ReviewOps.PREDICTED);
            TFloat32 maps = (TFloat32) batch.get(1 + ReviewOps.MAPS);
            assertThat(maps.shape().asArray()).containsExactly(4, 2, 3, 1);
            for (int row = 0; row < 4; row++) {
              double sum = 0;
              for (int pixel = 0; pixel < 6; pixel++) {
                sum += maps.getFloat(row, pixel / 3, pixel % 3, 0);
              }
              double logit = logits.getFloat(row, predicted.getInt(row));
              // Sums of 24 channels in float32.
              assertThat(sum / 6).isCloseTo(logit, within(1e-4 * Math.max(1, Math.abs(logit))));
            }
          });
    }
  }

  @Test
  void aRowOfABatchIsDrawn() {
    List<BufferedImage> pictures = new ArrayList<>();
    List<Float> reds = new ArrayList<>();
    try (ReviewGraph own = new ReviewGraph(CLASSES, new ImageSize(8, 12))) {
      own.run(
          new long[] {0, 0, 0},
          batch -> {
            TFloat32 images = (TFloat32) batch.get(1 + ReviewOps.IMAGES);
            reds.add(images.getFloat(2, 7, 11, 0));
            ReviewOps.Pictures drawn = own.draw(batch, 2);
            pictures.add(decoded(drawn.picture()));
            pictures.add(decoded(drawn.activation()));
          });
    }
    for (BufferedImage picture : pictures) {
      assertThat(List.of(picture.getHeight(), picture.getWidth())).containsExactly(64, 96);
    }
    int red = new Color(pictures.get(0).getRGB(95, 63)).getRed();
    assertThat((double) red).isCloseTo((reds.get(0) + 1) * 127.5, within(0.51));
    assertThat(pictures.get(1).getRGB(95, 63)).isNotEqualTo(pictures.get(0).getRGB(95, 63));
  }

  private static BufferedImage decoded(PngImage png) {
    try {
      return ImageIO.read(new ByteArrayInputStream(png.bytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theFirstImageOfTwelveEvenlySpacedClassesIsASample() {
    Reviewer reviewer = new Reviewer(CLASSES);
    long[] falling = LongStream.range(0, CLASSES).map(i -> CLASSES - 1 - i).toArray();
    float[][] right =
        LongStream.of(falling).mapToObj(label -> logits((int) label, 1)).toArray(float[][]::new);
    graph.review(reviewer, falling, right);
    graph.review(reviewer, falling, right);
    HeldOutReview review = reviewer.done();
    // 30 classes / 12 samples: each 2.5th class.
    assertThat(review.samples())
        .extracting(ReviewedImage::actual)
        .containsExactly(0, 2, 5, 7, 10, 12, 15, 17, 20, 22, 25, 27);
    assertThat(review.samples())
        .allSatisfy(sample -> assertThat(sample.place()).isEqualTo(CLASSES - 1 - sample.actual()));
    assertThat(review.mistakes()).isEmpty();
    assertThat(review.confusion().right()).isEqualTo(2 * CLASSES);
    assertThat(review.images()).isEqualTo(2 * CLASSES);
  }

  @Test
  void fewClassesHaveASampleEach() {
    Reviewer reviewer = new Reviewer(3);
    graph.review(
        reviewer,
        new long[] {2, 1, 2, 1},
        new float[][] {logits(2, 1), logits(1, 1), logits(2, 1), logits(0, 1)});
    assertThat(reviewer.done().samples()).extracting(ReviewedImage::place).containsExactly(1L, 0L);
  }

  /** Of 40 mistakes in two batches, the logits grow by 0.05 each, in a shuffled order. */
  @Test
  void theSurestMistakesAreShownTheSurestFirst() {
    Reviewer reviewer = new Reviewer(1);
    int[] order = IntStream.range(0, 40).map(i -> i * 7 % 40).toArray();
    for (int from : new int[] {0, 20}) {
      float[][] rows =
          IntStream.range(from, from + 20)
              .mapToObj(i -> logits(4, WRONG + order[i] / 20f))
              .toArray(float[][]::new);
      graph.review(reviewer, LongStream.generate(() -> 3).limit(20).toArray(), rows);
    }
    List<ReviewedImage> mistakes = reviewer.done().mistakes();
    assertThat(mistakes).hasSize(HeldOutReview.MOST_MISTAKES).noneMatch(ReviewedImage::isRight);
    for (int rank = 0; rank < mistakes.size(); rank++) {
      ReviewedImage mistake = mistakes.get(rank);
      assertThat(order[(int) mistake.place()]).isEqualTo(39 - rank);
      double logit = WRONG + (39 - rank) / 20.0;
      assertThat(mistake.probability()).isCloseTo(probability(logit), within(1e-6));
      assertThat(mistake.actualProbability())
          .isCloseTo(probability(logit) / Math.exp(logit), within(1e-6));
      assertThat(mistake.actual()).isEqualTo(3);
      assertThat(mistake.predicted()).isEqualTo(4);
    }
    assertThat(reviewer.done().confusion().count(3, 4)).isEqualTo(40);
  }

  @Test
  void theEarlierOfEquallySureMistakesAreShown() {
    Reviewer reviewer = new Reviewer(1);
    float[][] rows = IntStream.range(0, 30).mapToObj(i -> logits(4, 2)).toArray(float[][]::new);
    graph.review(reviewer, new long[30], rows);
    assertThat(reviewer.done().mistakes())
        .extracting(ReviewedImage::place)
        .containsExactlyElementsOf(
            LongStream.range(0, HeldOutReview.MOST_MISTAKES).boxed().toList());
  }

  @Test
  void anImageThatIsWrongMayBeASampleToo() {
    Reviewer reviewer = new Reviewer(1);
    graph.review(reviewer, new long[] {0}, new float[][] {logits(4, 2)});
    HeldOutReview review = reviewer.done();
    assertThat(review.samples()).hasSize(1).isEqualTo(review.mistakes());
    assertThat(review.multiLabel()).isNull();
  }

  @Test
  void figuresOfAnyNumberOfLabelsAreKept() {
    MultiLabelMetrics metrics =
        MultiLabelMetrics.of(1, List.of(new boolean[] {true}), List.of(new float[] {1}), 0.5f);
    Reviewer reviewer = new Reviewer(1);
    reviewer.set(metrics);
    assertThat(reviewer.done().multiLabel()).isSameAs(metrics);
  }
}
