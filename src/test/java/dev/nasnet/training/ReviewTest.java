package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.evaluation.HeldOutReview;
import dev.nasnet.evaluation.PngImage;
import dev.nasnet.evaluation.ReviewOps;
import dev.nasnet.evaluation.ReviewedImage;
import dev.nasnet.evaluation.Reviewer;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.Mode;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Held-out images looked at by an untrained network, whose answers are as good as any. */
@Tag("slow")
class ReviewTest {
  private static final int BATCH = 30;
  private static final int SIZE = 12;

  /** 12 pixels are shown as 96. */
  private static final int ZOOM = 8;

  @TempDir private static Path folder;
  private static DataSource data;

  @BeforeAll
  static void draw() throws IOException {
    data = FewImages.draw(folder);
  }

  @FunctionalInterface
  private interface Look {
    void at(Session session, ReviewOps ops, Result batch, TFloat32 logits, TFloat32 images)
        throws IOException;
  }

  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(SIZE))
              .classes(FewImages.CLASSES)
              .build());

  private static void look(Look look) throws IOException {
    Weights weights = Weights.random(NETWORK, 9);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      PipelineOptions options =
          new PipelineOptions(
              Split.HELD_OUT,
              BATCH,
              SIZE,
              SIZE,
              false,
              0,
              Augmentation.evaluation(1),
              false,
              false);
      BatchPipeline pipeline = data.pipeline(tf, options);
      Constants values = new Constants(tf, weights);
      NetworkGraph scored =
          NetworkGraph.build(tf, NETWORK, pipeline.images(), new Mode.Inference(), values);
      ReviewOps ops = new ReviewOps(tf, NETWORK, pipeline, scored, values);
      try (Session session = new Session(graph);
          TInt64 epoch = TInt64.scalarOf(0)) {
        session
            .runner()
            .feed(pipeline.epochSeed(), epoch)
            .addTarget(pipeline.initializer())
            .run()
            .close();
        Session.Runner runner = session.runner().fetch(scored.logits());
        ops.fetched().forEach(runner::fetch);
        try (Result batch = runner.run()) {
          look.at(
              session,
              ops,
              batch,
              (TFloat32) batch.get(0),
              (TFloat32) batch.get(1 + ReviewOps.IMAGES));
        }
      }
    }
  }

  /** Pooling and the classifier are linear: a map's mean and the bias are the class's logit. */
  @Test
  void anActivationMapsMeanIsItsClassesLogit() throws IOException {
    look(
        (session, ops, batch, logits, images) -> {
          TInt32 predicted = (TInt32) batch.get(1 + ReviewOps.PREDICTED);
          TFloat32 maps = (TFloat32) batch.get(1 + ReviewOps.MAPS);
          assertThat(maps.shape().asArray()).containsExactly(BATCH, 3, 3, 1);
          for (int row = 0; row < BATCH; row++) {
            double sum = 0;
            for (int pixel = 0; pixel < 9; pixel++) {
              sum += maps.getFloat(row, pixel / 3, pixel % 3, 0);
            }
            // The initializers' bias is 0; float32 sums of 24 channels round at 1e-7 each.
            float logit = logits.getFloat(row, predicted.getInt(row));
            assertThat(sum / 9).isCloseTo(logit, within(1e-5 * Math.max(1, Math.abs(logit))));
            for (int label = 0; label < FewImages.CLASSES; label++) {
              assertThat(logits.getFloat(row, label)).isLessThanOrEqualTo(logit);
            }
          }
        });
  }

  @Test
  void aPictureShowsEachPixelAsASquareAndTheMapOverIt() throws IOException {
    look(
        (session, ops, batch, logits, images) -> {
          ReviewOps.Pictures drawn = ops.draw(session, batch, 1, 17);
          BufferedImage picture = decoded(drawn.picture());
          BufferedImage covered = decoded(drawn.activation());
          assertThat(picture.getWidth()).isEqualTo(SIZE * ZOOM);
          TFloat32 maps = (TFloat32) batch.get(1 + ReviewOps.MAPS);
          for (int y = 0; y < SIZE * ZOOM; y += 5) {
            for (int x = 0; x < SIZE * ZOOM; x += 5) {
              int expected = Math.round((images.getFloat(17, y / ZOOM, x / ZOOM, 0) + 1) * 127.5f);
              assertThat(picture.getRGB(x, y) >> 16 & 0xff).isCloseTo(expected, within(1));
            }
          }
          int[] best = extreme(maps, 17, 1);
          int[] least = extreme(maps, 17, -1);
          // Yellow adds red, violet hardly any: 0.55 of 253 and of 68 over 0.45 of the picture.
          assertThat(added(picture, covered, best)).isCloseTo(0.55 * 253, within(30.0));
          assertThat(added(picture, covered, least)).isCloseTo(0.55 * 68, within(30.0));
        });
  }

  /** The middle of the 3 × 3 map's largest (or least) value, in the picture. */
  private static int[] extreme(TFloat32 maps, int row, int sign) {
    int found = 0;
    for (int pixel = 1; pixel < 9; pixel++) {
      double more =
          maps.getFloat(row, pixel / 3, pixel % 3, 0) - maps.getFloat(row, found / 3, found % 3, 0);
      found = sign * more > 0 ? pixel : found;
    }
    int cell = SIZE * ZOOM / 3;
    return new int[] {found % 3 * cell + cell / 2, found / 3 * cell + cell / 2};
  }

  private static double added(BufferedImage picture, BufferedImage covered, int[] at) {
    int plain = picture.getRGB(at[0], at[1]) >> 16 & 0xff;
    return (covered.getRGB(at[0], at[1]) >> 16 & 0xff) - 0.45 * plain;
  }

  private static BufferedImage decoded(PngImage png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png.bytes()));
  }

  @Test
  void aReviewKeepsTheSurestMistakesAndOneSampleAClass() throws IOException {
    look(
        (session, ops, batch, logits, images) -> {
          Reviewer reviewer = new Reviewer(FewImages.CLASSES);
          reviewer.add(ops, session, batch, 1);
          reviewer.add(ops, session, batch, 1);
          HeldOutReview review = reviewer.done();
          int wrong = 2 * BATCH - review.confusion().right();
          assertThat(review.confusion().images()).isEqualTo(2 * BATCH);
          assertThat(wrong).isGreaterThan(HeldOutReview.MOST_MISTAKES);
          assertThat(review.mistakes()).hasSize(HeldOutReview.MOST_MISTAKES);
          assertThat(review.mistakes())
              .isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()))
              .noneMatch(ReviewedImage::isRight);
          double surest = review.mistakes().get(0).probability();
          TFloat32 probabilities = (TFloat32) batch.get(1 + ReviewOps.PROBABILITIES);
          TInt32 predicted = (TInt32) batch.get(1 + ReviewOps.PREDICTED);
          TInt64 labels = (TInt64) batch.get(1 + ReviewOps.LABELS);
          for (int row = 0; row < BATCH; row++) {
            if (predicted.getInt(row) != labels.getLong(row)) {
              assertThat((double) probabilities.getFloat(row)).isLessThanOrEqualTo(surest);
            }
          }
          assertThat(review.samples()).extracting(ReviewedImage::actual).containsExactly(0, 1, 2);
          assertThat(review.samples()).allMatch(seen -> seen.place() < BATCH);
        });
  }
}
