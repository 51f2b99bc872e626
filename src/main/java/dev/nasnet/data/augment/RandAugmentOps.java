package dev.nasnet.data.augment;

import dev.nasnet.data.augment.RandomDraws.Stream;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The operations of {@link RandAugment} that are drawn for one image, one after another.
 *
 * @param tf the ops of the graph
 * @param height the height of the images in pixels
 * @param width their width in pixels
 * @param how the number of operations and their magnitude
 */
record RandAugmentOps(Ops tf, int height, int width, RandAugment how) {
  private static final float WHITE = 255;
  private static final float HALF = 127.5f;

  /**
   * Returns the changed image.
   *
   * @param image float32 {@code [H, W, 3]}
   * @param isUnit whether its values are 0…1, not −1…1
   * @return float32 {@code [H, W, 3]} in the same range
   */
  Operand<TFloat32> apply(Operand<TFloat32> image, boolean isUnit, RandomDraws draws) {
    Operand<TFloat32> from = tf.constant(isUnit ? 0f : -1f);
    Operand<TFloat32> scale = tf.constant(isUnit ? WHITE : HALF);
    Operand<TFloat32> levels = tf.math.rint(tf.math.mul(tf.math.sub(image, from), scale));
    Operand<TInt32> chosen = chosen(tf, how.operations(), draws);
    Operand<TFloat32> signs = signs(tf, how.operations(), draws);
    List<ConcreteFunction> branches = new ArrayList<>();
    try {
      for (RandOperation operation : RandOperation.values()) {
        branches.add(ConcreteFunction.create(body -> branch(body, operation)));
      }
      for (int i = 0; i < how.operations(); i++) {
        Operand<TInt32> one = tf.gather(chosen, tf.constant(i), tf.constant(0));
        Operand<TFloat32> sign = tf.gather(signs, tf.constant(i), tf.constant(0));
        var changed =
            tf.statelessCase(one, List.of(levels, sign), List.of(TFloat32.class), branches);
        levels =
            tf.reshape(
                changed.iterator().next().asOutput().expect(TFloat32.class),
                tf.constant(new int[] {height, width, 3}));
      }
    } finally {
      branches.forEach(ConcreteFunction::close);
    }
    return tf.math.add(tf.math.div(levels, scale), from);
  }

  /** The indices of the operations, int32 {@code [count]}: each as likely as another. */
  static Operand<TInt32> chosen(Ops tf, int count, RandomDraws draws) {
    Operand<TFloat32> uniform = draws.uniform(Stream.RAND_OPERATION, count);
    int operations = RandOperation.values().length;
    return tf.math.minimum(
        tf.dtypes.cast(tf.math.mul(uniform, tf.constant((float) operations)), TInt32.class),
        tf.constant(operations - 1));
  }

  /** The directions, float32 {@code [count]}: 1 or −1, drawn evenly. */
  static Operand<TFloat32> signs(Ops tf, int count, RandomDraws draws) {
    return tf.select(
        tf.math.less(draws.uniform(Stream.RAND_SIGN, count), tf.constant(0.5f)),
        tf.constant(-1f),
        tf.constant(1f));
  }

  private Signature branch(Ops body, RandOperation operation) {
    Shape shape = Shape.of(height, width, 3);
    Operand<TFloat32> image = body.placeholder(TFloat32.class, Placeholder.shape(shape));
    Operand<TFloat32> sign = body.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
    RandOperation.Levels levels = new RandOperation.Levels(body, image, height, width);
    return Signature.builder()
        .key("rand" + operation.name())
        .input("image", image)
        .input("sign", sign)
        .output("changed", operation.apply(levels, sign, how.magnitude()))
        .build();
  }
}
