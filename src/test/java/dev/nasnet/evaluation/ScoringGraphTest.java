package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.LoadOptions;
import dev.nasnet.data.MultiLabel;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.ShardedInput;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.graph.Variables;
import dev.nasnet.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Scores of untrained networks, compared with the definitions on their logits. */
class ScoringGraphTest {
  private static final int CLASSES = 10;
  private static final int IMAGES = 355;

  /** Sums of float32 losses of a batch. */
  private static final double TOLERANCE = 1e-5;

  private static final Network NETWORK = network(CLASSES, HeadActivation.SOFTMAX);
  private static final Weights FIRST = Weights.random(NETWORK, 1);
  private static final Weights SECOND = Weights.random(NETWORK, 2);
  private static final DataSource DIGITS = DataSource.parse("digits");

  @TempDir private Path folder;

  private static Network network(int classes, HeadActivation activation) {
    return Network.of(
            NasNetSpec.cifar().toBuilder()
                .notation("1@24")
                .stemFilters(6)
                .size(ImageSize.square(8))
                .classes(classes)
                .activation(activation)
                .build())
        .forInference();
  }

  private static PipelineOptions options(int batch) {
    return new PipelineOptions(
        Split.HELD_OUT, batch, 8, 8, false, 0, Augmentation.NONE, false, false);
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(Ops tf, ShardedInput input, Session session);
  }

  private static <T> T onGraph(DataSource data, int batch, int workers, Use<T> use) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      return use.of(tf, ShardedInput.of(tf, data, options(batch), workers, 1), session);
    }
  }

  private static List<LogitRow> rows(Weights weights) {
    return onGraph(
        DIGITS,
        IMAGES,
        1,
        (tf, input, session) -> {
          NetworkGraph scored = build(tf, NETWORK, input, weights);
          input.start(session, 0, 0, 0);
          try (Result all =
              session.runner().fetch(input.pipeline().labels()).fetch(scored.logits()).run()) {
            float[][] logits = StdArrays.array2dCopyOf((TFloat32) all.get(1));
            TInt64 labels = (TInt64) all.get(0);
            return IntStream.range(0, logits.length)
                .mapToObj(i -> new LogitRow((int) labels.getLong(i), logits[i]))
                .toList();
          }
        });
  }

  private static NetworkGraph build(Ops tf, Network network, ShardedInput input, Weights weights) {
    return NetworkGraph.build(
        tf, network, input.pipeline().images(), new Mode.Inference(), new Constants(tf, weights));
  }

  private static void assertScore(Score found, List<LogitRow> rows) {
    assertThat(rows).hasSize(IMAGES);
    assertThat(found.top1()).isEqualTo(share(rows, 1));
    assertThat(found.top5()).isEqualTo(share(rows, 5));
    double loss = rows.stream().mapToDouble(LogitRow::loss).average().orElseThrow();
    assertThat(found.loss()).isCloseTo(loss, within(TOLERANCE * loss));
    assertThat(found.macroAveragePrecision()).isNull();
  }

  private static double share(List<LogitRow> rows, int top) {
    return (double) rows.stream().filter(row -> row.rank(row.label()) < top).count() / IMAGES;
  }

  @Test
  void aScoreIsTheMeanOverAllImages() {
    Score found = new NetworkScorer(NETWORK, FIRST).score(DIGITS, options(100));
    assertScore(found, rows(FIRST));
    assertThat(found.top5()).isGreaterThan(found.top1());
  }

  @Test
  void eachSetOfValuesHasItsScoreAndAShareHasItsImages() {
    onGraph(
        DIGITS,
        60,
        2,
        (tf, input, session) -> {
          List<Variables> sets = constants(tf, List.of(FIRST, SECOND));
          ScoringGraph scoring = new ScoringGraph(tf, NETWORK, input, sets);
          ScoreSums one = scoring.score(session, 0, () -> false).orElseThrow();
          ScoreSums other = scoring.score(session, 1, () -> false).orElseThrow();
          assertThat(one.examples()).isBetween(1L, IMAGES - 1L);
          HeldOutScores both = one.plus(other).heldOut();
          assertScore(both.exported(), rows(FIRST));
          assertScore(both.raw(), rows(SECOND));
          assertThat(scoring.score(session, 0, () -> true)).isEmpty();
          return both;
        });
  }

  @Test
  void aReviewHasTheFirstSetsPredictions() {
    List<LogitRow> rows = rows(FIRST);
    HeldOutReview review = new NetworkScorer(NETWORK, FIRST).review(DIGITS, options(100));
    assertThat(review.images()).isEqualTo(IMAGES);
    for (int actual = 0; actual < CLASSES; actual++) {
      for (int predicted = 0; predicted < CLASSES; predicted++) {
        int label = actual;
        int other = predicted;
        assertThat((long) review.confusion().count(actual, predicted))
            .isEqualTo(
                rows.stream().filter(r -> r.label() == label && r.predicted() == other).count());
      }
    }
    assertThat(review.samples()).hasSize(CLASSES);
    for (ReviewedImage seen :
        Stream.concat(review.samples().stream(), review.mistakes().stream()).toList()) {
      LogitRow row = rows.get((int) seen.place());
      assertThat(seen.actual()).isEqualTo(row.label());
      assertThat(seen.predicted()).isEqualTo(row.predicted());
      assertThat(seen.probability()).isCloseTo(row.probability(row.predicted()), within(1e-5));
      assertThat(seen.actualProbability()).isCloseTo(row.probability(row.label()), within(1e-5));
    }
  }

  @Test
  void imagesOfAnyNumberOfLabelsHaveAveragePrecisions() throws IOException {
    Network network = network(2, HeadActivation.SIGMOID);
    Weights weights = Weights.random(network, 3);
    DataSource data = table();
    List<boolean[]> labels = new ArrayList<>();
    List<float[]> probabilities = new ArrayList<>();
    collect(data, network, weights, labels, probabilities);
    MultiLabelMetrics expected = MultiLabelMetrics.of(2, labels, probabilities, 0.5f);
    Score found = scored(network, weights, data);
    assertThat(labels).hasSize(12);
    assertThat(found.top1()).isEqualTo(expected.exactMatch());
    assertThat(found.top5()).isEqualTo(expected.exactMatch());
    assertThat(found.loss()).isCloseTo(expected.loss(), within(TOLERANCE));
    assertThat(found.macroAveragePrecision())
        .isNotNull()
        .isCloseTo(expected.macro(ClassFigures::averagePrecision), within(1e-9));
    HeldOutReview review = new NetworkScorer(network, weights).review(data, options(5));
    assertThat(review.multiLabel()).isNotNull();
    assertThat(review.multiLabel().exactMatch()).isEqualTo(expected.exactMatch());
    assertThat(review.multiLabel().classes()).isEqualTo(expected.classes());
    assertThat(review.images()).isEqualTo(12);
  }

  @Test
  void eachSetOfValuesHasItsAveragePrecision() throws IOException {
    Network network = network(2, HeadActivation.SIGMOID);
    List<Weights> sets = List.of(Weights.random(network, 3), Weights.random(network, 4));
    DataSource data = table();
    HeldOutScores both =
        onGraph(
            data,
            5,
            1,
            (tf, input, session) ->
                new ScoringGraph(tf, network, input, constants(tf, sets))
                    .score(session, 0, () -> false)
                    .orElseThrow()
                    .heldOut());
    assertThat(both.exported()).isEqualTo(scored(network, sets.get(0), data));
    assertThat(both.raw()).isEqualTo(scored(network, sets.get(1), data));
    assertThat(both.raw()).isNotEqualTo(both.exported());
  }

  private static Score scored(Network network, Weights weights, DataSource data) {
    return new NetworkScorer(network, weights).score(data, options(5));
  }

  private static List<Variables> constants(Ops tf, List<Weights> sets) {
    return sets.stream().<Variables>map(weights -> new Constants(tf, weights)).toList();
  }

  /** Reads all labels, and computes the sigmoids of the logits. */
  private static void collect(
      DataSource data,
      Network network,
      Weights weights,
      List<boolean[]> labels,
      List<float[]> probabilities) {
    onGraph(
        data,
        5,
        1,
        (tf, input, session) -> {
          NetworkGraph scored = build(tf, network, input, weights);
          input.start(session, 0, 0, 0);
          while (true) {
            try (Result batch =
                session.runner().fetch(input.pipeline().labelRows()).fetch(scored.logits()).run()) {
              for (float[] row : StdArrays.array2dCopyOf((TFloat32) batch.get(0))) {
                labels.add(new boolean[] {row[0] == 1, row[1] == 1});
              }
              for (float[] row : StdArrays.array2dCopyOf((TFloat32) batch.get(1))) {
                probabilities.add(new float[] {sigmoid(row[0]), sigmoid(row[1])});
              }
            } catch (TFOutOfRangeException end) {
              return labels;
            }
          }
        });
  }

  private static float sigmoid(float logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  private DataSource table() throws IOException {
    Random random = new Random(6);
    StringBuilder rows = new StringBuilder("path,ant,bee\n");
    for (int i = 0; i < 12; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 64; pixel++) {
        image.setRGB(pixel % 8, pixel / 8, random.nextInt());
      }
      ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
      rows.append(i).append(".png,").append(i % 2).append(',').append(i / 3 % 2).append('\n');
    }
    Path file = Files.writeString(folder.resolve("images.csv"), rows);
    LoadOptions all =
        new LoadOptions(OptionalDouble.of(1), LoadOptions.REFUSE)
            .withMultiLabel(Optional.of(MultiLabel.STANDARD));
    return DataSource.parse("csv:" + file, all);
  }
}
