package dev.nasnet.data.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The ops of Java's graphs against Python's tf.image. */
@Tag("interop")
class AugmentationParityTest {
  private static final float[] FACTORS = {0.11f, 1.37f, -0.17f, 0.6f};
  private static final int[][] SIZES = {{16, 24}, {17, 23}, {31, 45}, {8, 9}};

  @TempDir Path folder;

  private final Random random = new Random(5);
  private final List<NamedArray> arrays = new ArrayList<>();

  /** A box of Inception's in an image of a size, from a seed. */
  private record Box(int[] image, long[] seed, int[] box) {}

  @Test
  void tfImageGivesTheSame() throws IOException {
    addColors();
    addMiddles();
    try (var out = Files.newOutputStream(folder.resolve("augment.npz"))) {
      Npz.write(out, arrays);
    }
    Files.writeString(folder.resolve("boxes.json"), new Gson().toJson(boxes()));
    assertThat(Python.run("augment.py", folder)).contains("100 boxes are equal");
  }

  private void addColors() {
    NamedArray image = image("image", 13, 17);
    arrays.add(image);
    arrays.add(new NamedArray("factors", List.of(FACTORS.length), FACTORS));
    for (var kind : List.of(ColorDistortion.FAST, ColorDistortion.FULL)) {
      for (int order = 0; order < 4; order++) {
        int chosen = order;
        add(
            kind.name().toLowerCase(Locale.ROOT) + order,
            tf -> ColorOps.change(tf, kind, unit(tf, image), changes(tf, chosen)));
      }
    }
  }

  /** From −1..1 to 0..1, as the pipeline has it. */
  private static Operand<TFloat32> unit(Ops tf, NamedArray image) {
    Operand<TFloat32> half = tf.constant(0.5f);
    return tf.math.add(tf.math.mul(constant(tf, image), half), half);
  }

  private static ColorOps.Changes changes(Ops tf, int order) {
    return new ColorOps.Changes(
        tf.constant(order),
        tf.constant(FACTORS[0]),
        tf.constant(FACTORS[1]),
        tf.constant(FACTORS[2]),
        tf.constant(FACTORS[3]));
  }

  private void addMiddles() {
    for (int i = 0; i < SIZES.length; i++) {
      NamedArray whole = image("whole" + i, SIZES[i][0], SIZES[i][1]);
      arrays.add(whole);
      add("middle" + i, tf -> new CropOps(tf, 1, 1).central(constant(tf, whole), 0.875));
    }
  }

  private NamedArray image(String name, int height, int width) {
    float[] values = new float[height * width * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return new NamedArray(name, List.of(height, width, 3), values);
  }

  private static Operand<TFloat32> constant(Ops tf, NamedArray image) {
    return tf.reshape(tf.constant(image.values()), tf.constant(image.dimensions()));
  }

  private interface Built {
    Operand<TFloat32> in(Ops tf);
  }

  private void add(String name, Built op) {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        var result = session.runner().fetch(op.in(Ops.create(graph))).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(values);
      long[] shape = tensor.shape().asArray();
      arrays.add(
          new NamedArray(name, List.of((int) shape[0], (int) shape[1], (int) shape[2]), values));
    }
  }

  private List<Box> boxes() {
    List<Box> boxes = new ArrayList<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      for (int i = 0; i < 100; i++) {
        int[] image = {20 + random.nextInt(500), 20 + random.nextInt(500), 3};
        RandomDraws draws = RandomDraws.of(tf, i, tf.constant(7L), tf.constant((long) i));
        var seed = draws.seed(RandomDraws.Stream.BOX);
        var box = CropOps.box(tf, tf.constant(image), seed);
        try (var result = session.runner().fetch(seed).fetch(box.begin()).fetch(box.size()).run()) {
          int[] begin = StdArrays.array1dCopyOf((TInt32) result.get(1));
          int[] size = StdArrays.array1dCopyOf((TInt32) result.get(2));
          boxes.add(
              new Box(
                  image,
                  StdArrays.array1dCopyOf((TInt64) result.get(0)),
                  new int[] {begin[0], begin[1], size[0], size[1]}));
        }
      }
    }
    return boxes;
  }
}
