package dev.nasnet.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** CutMix's boxes and shares, by the authors' definition and by Keras's layer. */
@Tag("slow")
class CutMixTest {
  private static final int BATCH = 6;
  private static final int HEIGHT = 12;
  private static final int WIDTH = 17;
  private static final float[] SHARES = {0.5f, 0f, 1f, 0.91f, 0.2f, 0.63f};
  private static final float[] DOWN = {6, 0, 3, 11, 5, 2};
  private static final float[] RIGHT = {8, 16, 9, 0, 4, 13};

  @TempDir private Path folder;

  private record Mixed(float[] images, float[] shares, long[] partners) {}

  private static float[] noise() {
    Random random = new Random(11);
    float[] values = new float[BATCH * HEIGHT * WIDTH * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  private static Operand<TFloat32> images(Ops tf) {
    return tf.reshape(tf.constant(noise()), tf.constant(new int[] {BATCH, HEIGHT, WIDTH, 3}));
  }

  private static float[] values(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Test
  @Tag("interop")
  void kerasMixesImagesAndLabelsTheSame() throws IOException {
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(new NamedArray("images", List.of(BATCH, HEIGHT, WIDTH, 3), noise()));
    arrays.add(new NamedArray("shares", List.of(BATCH), SHARES));
    arrays.add(new NamedArray("down", List.of(BATCH), DOWN));
    arrays.add(new NamedArray("right", List.of(BATCH), RIGHT));
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      MixShares own =
          MixShares.boxes(
              tf,
              tf.constant(SHARES),
              tf.constant(DOWN),
              tf.constant(RIGHT),
              new int[] {HEIGHT, WIDTH});
      Operand<TInt64> labels = tf.constant(new long[] {0, 1, 2, 3, 4, 5});
      MixupOps<TInt64> mixed = MixupOps.of(tf, own, images(tf), labels);
      try (var result = session.runner().fetch(mixed.images()).fetch(mixed.shares()).run()) {
        arrays.add(
            new NamedArray(
                "mixed", List.of(BATCH, HEIGHT, WIDTH, 3), values((TFloat32) result.get(0))));
        arrays.add(new NamedArray("left", List.of(BATCH), values((TFloat32) result.get(1))));
      }
    }
    Path file = folder.resolve("cutmix.npz");
    try (var out = Files.newOutputStream(file)) {
      Npz.write(out, arrays);
    }
    assertThat(Python.run("cut_mix.py", file)).contains("Keras agrees");
  }

  private static Mixed mixed(Augmentation how, long place) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TInt64> labels = tf.constant(new long[] {0, 1, 2, 3, 4, 5});
      RandomDraws draws = RandomDraws.of(tf, 3, tf.constant(5L), tf.constant(place));
      MixupOps<TInt64> mixed = MixupOps.of(tf, how, images(tf), labels, draws);
      try (var result =
          session
              .runner()
              .fetch(mixed.images())
              .fetch(mixed.shares())
              .fetch(mixed.partners())
              .run()) {
        long[] partners = new long[BATCH];
        ((TInt64) result.get(2)).asRawTensor().data().asLongs().read(partners);
        return new Mixed(
            values((TFloat32) result.get(0)), values((TFloat32) result.get(1)), partners);
      }
    }
  }

  /** Returns the share of an image's values that are its own. */
  private static double ownValues(Mixed mixed, int image) {
    float[] before = noise();
    int size = HEIGHT * WIDTH * 3;
    int own = 0;
    for (int i = image * size; i < (image + 1) * size; i++) {
      int other = (i + size) % before.length;
      assertThat(mixed.images()[i]).isIn(before[i], before[other]);
      own += mixed.images()[i] == before[i] ? 1 : 0;
    }
    return (double) own / size;
  }

  @Test
  void eachPixelIsTheImagesOwnOrTheNextsAndTheShareCountsThem() {
    Mixed mixed = mixed(Augmentation.NONE.withCutMix(1), 7);
    assertThat(mixed.partners()).containsExactly(1, 2, 3, 4, 5, 0);
    for (int image = 0; image < BATCH; image++) {
      assertThat(mixed.shares()[image]).isEqualTo((float) ownValues(mixed, image), within(1e-6f));
    }
    assertThat(mixed(Augmentation.NONE.withCutMix(1), 7).shares()).isEqualTo(mixed.shares());
    assertThat(mixed(Augmentation.NONE.withCutMix(1), 8).shares()).isNotEqualTo(mixed.shares());
  }

  /** With α = 1 the share is uniform; a box that the border cuts leaves more of the image. */
  @Test
  void withMixupHalfOfTheImagesAreCut() {
    int cuts = 0;
    int all = 0;
    double shares = 0;
    for (long place = 0; place < 200; place++) {
      Mixed both = mixed(Augmentation.NONE.withCutMix(1).withMixup(1), place);
      Mixed cut = mixed(Augmentation.NONE.withCutMix(1), place);
      Mixed mix = mixed(Augmentation.NONE.withMixup(1), place);
      for (int image = 0; image < BATCH; image++) {
        boolean isCut = both.shares()[image] == cut.shares()[image];
        assertThat(both.shares()[image])
            .isEqualTo(isCut ? cut.shares()[image] : mix.shares()[image]);
        cuts += isCut ? 1 : 0;
        all++;
        shares += cut.shares()[image];
      }
    }
    // Four standard deviations of 1,200 draws.
    assertThat((double) cuts / all).isEqualTo(0.5, within(4 * Math.sqrt(0.25 / all)));
    assertThat(shares / all).isBetween(0.5, 0.75);
  }
}
