package dev.nasnet.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class CropTest {
  private static final int COUNT = 4000;
  private static final int HEIGHT = 300;
  private static final int WIDTH = 400;

  private final List<float[]> boxes = Sample.of(COUNT, CropTest::box);
  private final Random random = new Random(7);

  /** Top, left, height, width of Inception's box. */
  private static Operand<TFloat32> box(Ops tf, RandomDraws draws) {
    var box =
        CropOps.box(
            tf, tf.constant(new int[] {HEIGHT, WIDTH, 3}), draws.seed(RandomDraws.Stream.BOX));
    var begin = tf.slice(box.begin(), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
    var size = tf.slice(box.size(), tf.constant(new int[] {0}), tf.constant(new int[] {2}));
    return tf.dtypes.cast(tf.concat(List.of(begin, size), tf.constant(0)), TFloat32.class);
  }

  @Test
  void inceptionsBoxesKeepSlimsBounds() {
    for (float[] box : boxes) {
      assertThat(box[0]).isBetween(0f, HEIGHT - box[2]);
      assertThat(box[1]).isBetween(0f, WIDTH - box[3]);
      // A tenth must be covered: TensorFlow's default, and slim's.
      assertThat(box[2] * box[3] / (HEIGHT * WIDTH)).isBetween(0.1f, 1f);
      // Width and height are rounded to pixels.
      assertThat((box[3] + 0.5) / box[2]).isGreaterThanOrEqualTo(0.75);
      assertThat((box[3] - 0.5) / box[2]).isLessThanOrEqualTo(1.33);
    }
    assertThat(Arrays.stream(areas()).min().orElseThrow()).isLessThan(0.105);
    assertThat(Arrays.stream(areas()).max().orElseThrow()).isGreaterThan(0.95);
  }

  @Test
  void inceptionsAreasAspectsAndPlacesAreDistributedAsDefined() {
    double[][] defined = new double[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      defined[i] = definedBox();
    }
    assertThat(Sample.distance(areas(), of(defined, 0))).isLessThan(1);
    assertThat(Sample.distance(aspects(), of(defined, 1))).isLessThan(1);
    assertThat(Sample.distance(places(0, 2, HEIGHT), of(defined, 2))).isLessThan(1);
    assertThat(Sample.distance(places(1, 3, WIDTH), of(defined, 3))).isLessThan(1);
    // A uniform area, as others crop, is another distribution.
    double[] uniform = Sample.simulated(COUNT, () -> 0.1 + 0.9 * random.nextDouble());
    assertThat(Sample.distance(areas(), uniform)).isGreaterThan(2);
  }

  /** Aspect uniform, then the height among those that fit, then the place; area ≥ a tenth. */
  private double[] definedBox() {
    while (true) {
      double aspect = 0.75 + random.nextDouble() * (1.33 - 0.75);
      long least = Math.round(Math.sqrt(0.05 * HEIGHT * WIDTH / aspect));
      long most = Math.min(HEIGHT, (long) ((WIDTH + 0.5) / aspect));
      long high = least + random.nextInt((int) (most - least + 1));
      long wide = Math.round(high * aspect);
      double area = high * wide / (double) (HEIGHT * WIDTH);
      if (area >= 0.1) {
        double top = random.nextDouble() * (HEIGHT - high);
        double left = random.nextDouble() * (WIDTH - wide);
        return new double[] {area, wide / (double) high, top / HEIGHT, left / WIDTH};
      }
    }
  }

  private static double[] of(double[][] boxes, int what) {
    return Arrays.stream(boxes).mapToDouble(box -> box[what]).toArray();
  }

  private double[] areas() {
    return boxes.stream().mapToDouble(box -> box[2] * box[3] / (HEIGHT * WIDTH)).toArray();
  }

  private double[] aspects() {
    return boxes.stream().mapToDouble(box -> box[3] / box[2]).toArray();
  }

  /** In whole pixels: half of one, drawn beside it, makes them continuous. */
  private double[] places(int begin, int size, int side) {
    return boxes.stream()
        .mapToDouble(
            box ->
                box[begin] == 0 && box[size] == side
                    ? 0
                    : Math.min(side - box[size], box[begin] + random.nextDouble()) / side)
        .toArray();
  }

  @Test
  void theMiddleIsSevenEighthsOfEachSide() {
    float[] pixels = new float[16 * 24 * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i;
    }
    float[] middle =
        Sample.of(
                1,
                (tf, draws) ->
                    new CropOps(tf, 14, 20)
                        .apply(
                            new Crop.Central(0.875),
                            new SourceImage.Decoded(
                                tf,
                                tf.reshape(
                                    tf.constant(pixels), tf.constant(new int[] {16, 24, 3}))),
                            ImageTraits.Border.GREY,
                            draws))
            .get(0);
    // 24 · (1 − 0.875) / 2 is 1.5: one column is left out, and 22 are resized to 20.
    assertThat(middle).hasSize(14 * 20 * 3);
    assertThat(middle[0]).isBetween(1 * 72 + 3f, 1 * 72 + 3.5f);
    assertThat(middle[middle.length - 1]).isBetween(14 * 72 + 22 * 3 + 1.5f, 14 * 72 + 22 * 3 + 2f);
  }

  @Test
  void aShareOfOneIsTheWholeImage() {
    assertThat(Augmentation.evaluation(1)).isEqualTo(Augmentation.NONE);
    assertThat(Augmentation.evaluation(0.875).crop()).isEqualTo(new Crop.Central(0.875));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
  void whatIsNoShareIsRefused(double share) {
    assertThatThrownBy(() -> new Crop.Central(share))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "eval-crop (" + share + ") must be above 0 and at most 1; 1 is the whole image");
  }
}
