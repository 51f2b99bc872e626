package dev.nasnet.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.interop.Python;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Each operation by PIL, and which operations are drawn. */
class RandAugmentTest {
  private static final int[] MAGNITUDES = {0, 9, 17, 30};
  private static final int COUNT = 4000;

  @TempDir private Path folder;

  private final List<NamedArray> arrays = new ArrayList<>();

  /** Noise over a slope; the second image has few levels, and one channel of a single level. */
  private static float[] levels(int number, int height, int width) {
    Random random = new Random(number);
    float[] values = new float[height * width * 3];
    for (int i = 0; i < values.length; i++) {
      int slope = 200 * (i / 3 % width) / width;
      int level = number == 0 ? slope + random.nextInt(56) : 40 + 9 * random.nextInt(12);
      values[i] = number == 1 && i % 3 == 1 ? 77 : level;
    }
    return values;
  }

  @Test
  @Tag("interop")
  void pilComputesTheSame() throws IOException {
    int[][] sizes = {{23, 31}, {17, 12}};
    for (int number = 0; number < sizes.length; number++) {
      int height = sizes[number][0];
      int width = sizes[number][1];
      float[] image = levels(number, height, width);
      arrays.add(new NamedArray("image" + number, List.of(height, width, 3), image));
      for (RandOperation operation : RandOperation.values()) {
        for (int magnitude : MAGNITUDES) {
          for (int sign : new int[] {1, -1}) {
            String name =
                "%s|%d|%d|%d"
                    .formatted(operation.name().toLowerCase(Locale.ROOT), number, magnitude, sign);
            float[] changed = changed(operation, image, height, width, sign, magnitude);
            arrays.add(new NamedArray(name, List.of(height, width, 3), changed));
          }
        }
      }
    }
    Path file = folder.resolve("rand.npz");
    try (var out = Files.newOutputStream(file)) {
      Npz.write(out, arrays);
    }
    assertThat(Python.run("rand_augment.py", file)).contains("PIL agrees on 14 operations");
  }

  private static float[] changed(
      RandOperation operation, float[] image, int height, int width, int sign, int magnitude) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> input =
          tf.reshape(tf.constant(image), tf.constant(new int[] {height, width, 3}));
      var levels = new RandOperation.Levels(tf, input, height, width);
      var output = operation.apply(levels, tf.constant((float) sign), magnitude);
      try (var result = session.runner().fetch(output).run()) {
        TFloat32 tensor = (TFloat32) result.get(0);
        float[] values = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }

  @Test
  void operationsAndDirectionsAreDrawnEvenly() {
    List<float[]> drawn =
        Sample.of(
            COUNT,
            (tf, draws) ->
                tf.concat(
                    List.of(
                        tf.dtypes.cast(RandAugmentOps.chosen(tf, 2, draws), TFloat32.class),
                        RandAugmentOps.signs(tf, 2, draws)),
                    tf.constant(0)));
    int operations = RandOperation.values().length;
    double expected = 1.0 / operations;
    for (int place = 0; place < 2; place++) {
      double[] chosen = Sample.column(drawn, place);
      for (int operation = 0; operation < operations; operation++) {
        int which = operation;
        double share = Sample.mean(Arrays.stream(chosen).map(o -> o == which ? 1 : 0).toArray());
        assertThat(share)
            .isEqualTo(expected, within(4 * Math.sqrt(expected * (1 - expected) / COUNT)));
      }
      double[] signs = Sample.column(drawn, 2 + place);
      assertThat(signs).containsOnly(-1, 1);
      assertThat(Sample.mean(signs)).isEqualTo(0, within(4 / Math.sqrt(COUNT)));
    }
    assertThat(Sample.column(drawn, 0)).isNotEqualTo(Sample.column(drawn, 1));
  }

  /** Where all operations are the identity's or keep it, an image comes out as it went in. */
  @Test
  void imagesKeepTheirRange() {
    float[] unit = {0, 0.2f, 0.4f, 0.6f, 0.8f, 1, 0.2f, 0.4f, 0.6f, 0, 1, 0};
    for (boolean isUnit : new boolean[] {true, false}) {
      List<float[]> found =
          Sample.of(
              300,
              (tf, draws) -> {
                Operand<TFloat32> image =
                    tf.reshape(tf.constant(unit), tf.constant(new int[] {2, 2, 3}));
                if (!isUnit) {
                  image = tf.math.sub(tf.math.mul(image, tf.constant(2f)), tf.constant(1f));
                }
                return new RandAugmentOps(tf, 2, 2, RandAugment.of("2,20"))
                    .apply(image, isUnit, draws);
              });
      int same = 0;
      for (float[] values : found) {
        boolean isSame = true;
        for (int i = 0; i < values.length; i++) {
          assertThat(values[i]).isBetween(isUnit ? 0f : -1f, 1f);
          float before = isUnit ? unit[i] : 2 * unit[i] - 1;
          isSame &= Math.abs(values[i] - before) < 1e-6;
        }
        same += isSame ? 1 : 0;
      }
      assertThat(same).isBetween(2, 290);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "2,31", "11,5", "0,3", "a,b", "-1,2", "2;9", ""})
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> RandAugment.of(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("rand-augment (");
  }
}
