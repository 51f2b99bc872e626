package dev.nasnet.data;

import dev.nasnet.data.Examples.Component;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Repeats and drops a split's elements so that in each epoch, of the same length, each class has
 * the same number of images, but for one where the length is not divisible. Within a class, no
 * image comes twice more often than another; which images come once more is drawn from (seed,
 * epoch).
 */
final class BalancedOps {
  private static final Component COUNT = new Component(TInt64.class, Shape.scalar());

  // An odd constant, other than those of the images' draws.
  private static final long SEED_STEP = 0xA0761D6478BD642FL;

  private final Ops tf;
  private final List<Component> components;
  private final long seed;

  /** The class of each element, by its index among the classes with elements. */
  private final int[] classes;

  /** The elements of each such class. */
  private final int[] sizes;

  /**
   * Creates the ops' builder.
   *
   * @param components the parts of an element
   * @param labels the labels of all elements, in their order
   */
  BalancedOps(Ops tf, List<Component> components, int[] labels, long seed) {
    this.tf = tf;
    this.components = components;
    this.seed = seed;
    int[] present = Arrays.stream(labels).distinct().sorted().toArray();
    classes = Arrays.stream(labels).map(label -> Arrays.binarySearch(present, label)).toArray();
    sizes = new int[present.length];
    for (int of : classes) {
      sizes[of]++;
    }
  }

  /** Returns the dataset of the elements that an epoch has, in their order. */
  Operand<? extends TType> repeated(Operand<? extends TType> dataset, Operand<TInt64> epoch) {
    List<Component> all = new ArrayList<>(components);
    all.add(COUNT);
    Operand<? extends TType> counts =
        tf.data.tensorSliceDataset(List.of(counts(epoch)), List.of(Shape.scalar()));
    Operand<? extends TType> counted =
        tf.data.zipDataset(
            List.of(dataset, counts), PipelineGraph.types(all), PipelineGraph.shapes(all));
    List<Class<? extends TType>> types = PipelineGraph.types(components);
    List<Shape> shapes = PipelineGraph.shapes(components);
    List<Shape> several = shapes.stream().map(shape -> shape.prepend(Shape.UNKNOWN_SIZE)).toList();
    try (ConcreteFunction repeat = ConcreteFunction.create(this::repeatFunction)) {
      return tf.data.unbatchDataset(
          tf.data.mapDataset(counted, List.of(), repeat, types, several), types, shapes);
    }
  }

  /** (element…, count) to the element count times, as a batch. */
  private Signature repeatFunction(Ops body) {
    Signature.Builder signature = Signature.builder().key("repeat");
    List<Operand<? extends TType>> element = new ArrayList<>();
    for (Component component : components) {
      Operand<? extends TType> part =
          body.placeholder(component.type(), Placeholder.shape(component.shape()));
      signature.input("part" + element.size(), part);
      element.add(part);
    }
    Operand<TInt64> count = body.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    signature.input("count", count);
    Operand<TInt32> firsts = body.fill(body.expandDims(count, body.constant(0)), body.constant(0));
    for (int i = 0; i < element.size(); i++) {
      var one = body.expandDims(element.get(i), body.constant(0));
      signature.output("several" + i, body.gather(one, firsts, body.constant(0)));
    }
    return signature.build();
  }

  /** Returns how often each element comes in an epoch, int64 {@code [N]}. */
  Operand<TInt64> counts(Operand<TInt64> epoch) {
    Operand<TInt64> quotas = quotas(epoch);
    Operand<TInt64> elements = tf.constant(Arrays.stream(sizes).mapToLong(size -> size).toArray());
    Operand<TInt32> of = tf.constant(classes);
    Operand<TInt64> each = tf.gather(tf.math.floorDiv(quotas, elements), of, tf.constant(0));
    Operand<TInt64> once = tf.gather(tf.math.floorMod(quotas, elements), of, tf.constant(0));
    Operand<TInt64> more = tf.dtypes.cast(tf.math.less(ranks(epoch), once), TInt64.class);
    return tf.math.add(each, more);
  }

  /** Returns the images of each class; the classes with one more change with the epoch. */
  private Operand<TInt64> quotas(Operand<TInt64> epoch) {
    long count = sizes.length;
    long rest = classes.length % count;
    long[] places = new long[sizes.length];
    Arrays.setAll(places, i -> i);
    Operand<TInt64> turned =
        tf.math.floorMod(
            tf.math.sub(tf.constant(places), tf.math.mul(epoch, tf.constant(rest))),
            tf.constant(count));
    Operand<TInt64> more = tf.dtypes.cast(tf.math.less(turned, tf.constant(rest)), TInt64.class);
    return tf.math.add(tf.constant(classes.length / count), more);
  }

  /** Returns the place of each element in a drawn order of its class, from 0, int64 {@code [N]}. */
  private Operand<TInt64> ranks(Operand<TInt64> epoch) {
    double[] keys = new double[classes.length];
    long[] starts = new long[classes.length];
    long[] before = new long[sizes.length];
    for (int i = 1; i < sizes.length; i++) {
      before[i] = before[i - 1] + sizes[i - 1];
    }
    for (int i = 0; i < classes.length; i++) {
      // Twice the class: a class and a draw below 1 never round up to the next class.
      keys[i] = -2.0 * classes[i];
      starts[i] = before[classes[i]];
    }
    Operand<TInt64> drawSeed = tf.stack(List.of(epoch, tf.constant(seed * SEED_STEP)));
    Operand<TFloat64> draws =
        tf.random.statelessRandomUniform(
            tf.constant(new int[] {classes.length}), drawSeed, TFloat64.class);
    Operand<TInt32> order =
        tf.nn
            .topK(tf.math.sub(tf.constant(keys), draws), tf.constant(classes.length), TInt32.class)
            .indices();
    Operand<TInt64> places = tf.dtypes.cast(tf.math.invertPermutation(order), TInt64.class);
    return tf.math.sub(places, tf.constant(starts));
  }
}
