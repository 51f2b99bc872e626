package dev.nasnet.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.data.PipelineOptions;
import dev.nasnet.data.Split;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.types.TFloat32;

/** What is drawn, held against its definition: 4,000 images each. */
class AugmentationTest {
  private static final int COUNT = 4000;
  private static final int SIDE = 32;
  private static final List<float[]> CHANGES = changes();

  /** Four standard deviations of a mean: a right one exceeds it in one of 15,000 cases. */
  private static double bound(double variance) {
    return 4 * Math.sqrt(variance / COUNT);
  }

  @Test
  void halfTheImagesAreMirroredWhereThatKeepsTheClass() {
    double[] mirrored = Sample.column(flipped(ImageTraits.PHOTOGRAPHS), 0);
    assertThat(mirrored).containsOnly(-1, 1);
    assertThat(Sample.mean(mirrored)).isEqualTo(0, within(bound(1)));
    var digits = flipped(new ImageTraits(ImageTraits.Border.BLACK, false));
    assertThat(Sample.column(digits, 0)).containsOnly(-1);
  }

  /** The left of an image that is −1 on the left and 1 on the right. */
  private static List<float[]> flipped(ImageTraits traits) {
    Augmentation how = Augmentation.NONE.withFlip(true);
    float[][][] image = {{{-1, -1, -1}, {1, 1, 1}}};
    return Sample.of(
        COUNT,
        (tf, draws) ->
            new ImagePreparation(tf, 1, 2, how, traits)
                .apply(new SourceImage.Decoded(tf, tf.constant(image)), draws));
  }

  @ParameterizedTest
  @CsvSource({"0, -0.12549, 0.12549", "1, 0.5, 1.5", "2, -0.2, 0.2", "3, 0.5, 1.5"})
  void coloursChangeUniformlyWithinSlimsRanges(int which, double low, double high) {
    double[] drawn = Sample.column(CHANGES, which);
    double[] defined = uniform(low, high);
    requireBetween(drawn, low - 1e-6, high + 1e-6);
    assertThat(Sample.distance(drawn, defined)).isLessThan(1);
    assertThat(Sample.distance(drawn, uniform(low, 1.1 * high))).isGreaterThan(1);
  }

  @Test
  void eachOrderOfColoursIsDrawnInAQuarterOfTheImages() {
    double[] orders = Sample.column(CHANGES, 4);
    for (int order = 0; order < 4; order++) {
      double each = order;
      double share = Arrays.stream(orders).filter(drawn -> drawn == each).count() / (double) COUNT;
      assertThat(share).isEqualTo(0.25, within(bound(0.25 * 0.75)));
    }
  }

  private static List<float[]> changes() {
    return Sample.of(
        COUNT,
        (tf, draws) -> {
          var changes = ColorOps.changes(tf, draws);
          return tf.stack(
              List.of(
                  changes.brightness(),
                  changes.saturation(),
                  changes.hue(),
                  changes.contrast(),
                  tf.dtypes.cast(changes.order(), TFloat32.class)));
        });
  }

  private static void requireBetween(double[] values, double low, double high) {
    assertThat(Arrays.stream(values).min().orElseThrow()).isGreaterThanOrEqualTo(low);
    assertThat(Arrays.stream(values).max().orElseThrow()).isLessThanOrEqualTo(high);
  }

  private static double[] uniform(double low, double high) {
    Random random = new Random(1);
    return Sample.simulated(COUNT, () -> low + random.nextDouble() * (high - low));
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 7})
  void cutoutCoversASquareThatTheBorderCutsOff(int side) {
    List<float[]> images =
        Sample.of(
            COUNT, (tf, draws) -> new ErasingOps(tf, SIDE, SIDE).cutout(ones(tf), side, draws));
    double[] areas = images.stream().mapToDouble(AugmentationTest::rectangle).toArray();
    // Every centre once: how long a side is left of the hole around it.
    double[] lengths =
        IntStream.range(0, SIDE)
            .mapToDouble(c -> Math.min(SIDE, c - side / 2 + side) - Math.max(0, c - side / 2))
            .toArray();
    List<Double> defined = new ArrayList<>();
    for (double high : lengths) {
      for (double wide : lengths) {
        defined.add(high * wide);
      }
    }
    double[] all = defined.stream().mapToDouble(Double::doubleValue).toArray();
    assertThat(Sample.mean(areas)).isEqualTo(Sample.mean(all), within(bound(Sample.variance(all))));
    assertThat(Arrays.stream(areas).distinct().sorted().toArray())
        .isEqualTo(Arrays.stream(all).distinct().sorted().toArray());
  }

  /** The pixels that are not 1, which must be 0 and make a full rectangle. */
  private static double rectangle(float[] image) {
    int[] rows = new int[SIDE];
    int[] columns = new int[SIDE];
    int covered = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
      float value = image[3 * i];
      assertThat(image[3 * i + 1]).isEqualTo(value);
      assertThat(image[3 * i + 2]).isEqualTo(value);
      if (value != 1) {
        assertThat(value).isZero();
        rows[i / SIDE] = 1;
        columns[i % SIDE] = 1;
        covered++;
      }
    }
    int area = Arrays.stream(rows).sum() * Arrays.stream(columns).sum();
    assertThat(covered).isEqualTo(area);
    return area;
  }

  private static org.tensorflow.Operand<TFloat32> ones(org.tensorflow.op.Ops tf) {
    return tf.fill(tf.constant(new int[] {SIDE, SIDE, 3}), tf.constant(1f));
  }

  @Test
  void erasingCoversBoxesOfNoiseAsOftenAndAsLargeAsDefined() {
    double probability = 0.75;
    int side = SIDE;
    List<float[]> images =
        Sample.of(
            COUNT,
            (tf, draws) ->
                new ErasingOps(tf, side, side)
                    .erased(
                        tf.fill(tf.constant(new int[] {side, side, 3}), tf.constant(5f)),
                        probability,
                        draws));
    double[] areas = images.stream().mapToDouble(image -> noise(image).length).toArray();
    double[] erased = Arrays.stream(areas).filter(area -> area > 0).toArray();
    assertThat(erased.length / (double) COUNT)
        .isEqualTo(probability, within(bound(probability * (1 - probability))));
    Random random = new Random(3);
    double[] defined = Sample.simulated(erased.length, () -> definedArea(side, random));
    double[] shares = Arrays.stream(erased).map(area -> area / (3.0 * side * side)).toArray();
    assertThat(Sample.distance(shares, defined)).isLessThan(1);
    assertThat(Sample.distance(shares, uniform(erased.length, 0.02, 0.4))).isGreaterThan(2);
    double[] noise = images.stream().flatMapToDouble(i -> Arrays.stream(noise(i))).toArray();
    requireBetween(noise, -1, 1);
    // A million pixels: their mean's standard deviation is 6e-4 at most.
    assertThat(Sample.mean(noise)).isEqualTo(0, within(3e-3));
    assertThat(Sample.variance(noise)).isEqualTo(1 / 3.0, within(3e-3));
  }

  private static double[] noise(float[] image) {
    return IntStream.range(0, image.length)
        .filter(i -> image[i] != 5)
        .mapToDouble(i -> image[i])
        .toArray();
  }

  /** Algorithm 1 of the paper: area, aspect and place are drawn until the box fits. */
  private static double definedArea(int side, Random random) {
    while (true) {
      double share = 0.02 + random.nextDouble() * 0.38;
      double aspect = 0.3 + random.nextDouble() * (1 / 0.3 - 0.3);
      double high = Math.sqrt(share * side * side * aspect);
      double wide = Math.sqrt(share * side * side / aspect);
      double top = random.nextDouble() * side;
      double left = random.nextDouble() * side;
      if (top + high <= side && left + wide <= side) {
        long rows = Math.round(top + high) - Math.round(top);
        long columns = Math.round(left + wide) - Math.round(left);
        return rows * columns / (double) (side * side);
      }
    }
  }

  private static double[] uniform(int count, double low, double high) {
    Random random = new Random(2);
    return Sample.simulated(count, () -> low + random.nextDouble() * (high - low));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 1, 4})
  void sharesOfMixupAreBetaDistributed(double alpha) {
    float[] shares =
        Sample.of(
                1,
                (tf, draws) ->
                    MixupOps.shares(
                        tf,
                        alpha,
                        tf.constant(new int[] {COUNT}),
                        draws.seed(RandomDraws.Stream.SHARE),
                        draws.seed(RandomDraws.Stream.OTHER_SHARE)))
            .get(0);
    double[] drawn = IntStream.range(0, COUNT).mapToDouble(i -> shares[i]).toArray();
    double variance = 1 / (4 * (2 * alpha + 1));
    requireBetween(drawn, 0, 1);
    assertThat(Sample.mean(drawn)).isEqualTo(0.5, within(bound(variance)));
    // (share − ½)² is at most ¼, so its variance is at most variance · (¼ − variance).
    assertThat(Sample.variance(drawn))
        .isEqualTo(variance, within(bound(variance * (0.25 - variance))));
    if (alpha == 1) {
      assertThat(Sample.distance(drawn, uniform(0, 1))).isLessThan(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 | 0 | 0 | cutout (-1) must be at least 0 pixels; 0 is none",
        "0 | 1.5 | 0 | erasing (1.5) must be a probability, 0 to 1",
        "0 | 0 | 0.001 | mixup (0.001) must be at least 0.01, or 0 for none",
        "0 | 0 | NaN | mixup (NaN) must be at least 0.01, or 0 for none"
      })
  void whatMakesNoSenseIsRefused(int cutout, double erasing, double mixup, String message) {
    assertThatThrownBy(
            () -> Augmentation.NONE.withCutout(cutout).withErasing(erasing).withMixup(mixup))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(message);
  }

  @Test
  void aHoleAsLargeAsTheImageIsRefused() {
    Augmentation all = Augmentation.NONE.withCutout(8);
    assertThatThrownBy(
            () -> new PipelineOptions(Split.TRAIN, 1, 8, 16, false, 0, all, false, false))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "cutout (8) must be below the image's 8 pixels; give `cutout` 4, or 0 for none");
  }
}
