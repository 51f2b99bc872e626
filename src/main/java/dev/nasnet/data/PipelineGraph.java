package dev.nasnet.data;

import dev.nasnet.data.Examples.Component;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.data.ShuffleDataset;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The pipeline that all sources share: records, shuffle, number, decode and augment in parallel,
 * batch, prefetch. Randomness is stateless: the order is drawn from (seed, epoch), each image's
 * augmentation from (seed, epoch, place in the epoch), so that neither threads nor a restart change
 * it.
 */
final class PipelineGraph {
  private static final Component NUMBER = new Component(TInt64.class, Shape.scalar());
  private static final long PREFETCHED_BATCHES = 2;

  private final Ops tf;
  private final Examples examples;
  private final PipelineOptions options;
  private final Operand<TInt64> epochSeed;

  private PipelineGraph(Ops tf, Examples examples, PipelineOptions options) {
    this.tf = tf;
    this.examples = examples;
    this.options = options;
    this.epochSeed =
        tf.withName("epoch_seed").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
  }

  static BatchPipeline build(Ops tf, Examples examples, PipelineOptions options) {
    return new PipelineGraph(tf, examples, options).build();
  }

  private BatchPipeline build() {
    var dataset = examples.dataset(tf, options.split());
    if (options.shuffle()) {
      dataset = shuffled(dataset);
    }
    return batches(decoded(numbered(dataset)));
  }

  private Operand<? extends TType> shuffled(Operand<? extends TType> dataset) {
    // TensorFlow takes (0, 0) for "no seed": keep the first one away from 0.
    long seed = options.seed() == 0 ? Long.MIN_VALUE : options.seed();
    return tf.data.shuffleDataset(
        dataset,
        tf.constant((long) Math.max(1, examples.size(options.split()))),
        tf.constant(seed),
        epochSeed,
        tf.random.dummySeedGenerator(),
        types(examples.components()),
        shapes(examples.components()),
        ShuffleDataset.reshuffleEachIteration(false));
  }

  private Operand<? extends TType> numbered(Operand<? extends TType> dataset) {
    var numbers =
        tf.data.rangeDataset(
            tf.constant(0L),
            tf.constant(Long.MAX_VALUE),
            tf.constant(1L),
            types(List.of(NUMBER)),
            shapes(List.of(NUMBER)));
    var components = withNumber();
    return tf.data.zipDataset(List.of(dataset, numbers), types(components), shapes(components));
  }

  private Operand<? extends TType> decoded(Operand<? extends TType> dataset) {
    var image = new Component(TFloat32.class, Shape.of(options.height(), options.width(), 3));
    var outputs = List.of(image, NUMBER);
    try (ConcreteFunction decode = ConcreteFunction.create(this::decodeFunction)) {
      return tf.data.parallelMapDataset(
          dataset,
          List.of(epochSeed),
          tf.constant((long) Runtime.getRuntime().availableProcessors()),
          decode,
          types(outputs),
          shapes(outputs));
    }
  }

  /** (element…, place in the epoch, epoch seed) to (image, label). */
  private Signature decodeFunction(Ops body) {
    var signature = Signature.builder().key("decode");
    List<Operand<?>> arguments = new ArrayList<>();
    for (Component component : withNumber()) {
      arguments.add(argument(body, component));
    }
    Operand<TInt64> epoch = argument(body, NUMBER);
    arguments.add(epoch);
    for (int i = 0; i < arguments.size(); i++) {
      signature.input("argument" + i, arguments.get(i));
    }
    int parts = examples.components().size();
    var example = examples.decode(body, arguments.subList(0, parts));
    var image = fitted(body, example.image(), arguments.get(parts), epoch);
    return signature.output("image", image).output("label", example.label()).build();
  }

  private Operand<TFloat32> fitted(
      Ops body, Operand<TFloat32> image, Operand<?> place, Operand<TInt64> epoch) {
    int height = options.height();
    int width = options.width();
    if (!options.augment()) {
      return Augmentation.resize(body, image, height, width);
    }
    // An odd factor spreads seeds so that (seed, epoch) pairs do not meet in one sum.
    var stream = body.math.add(epoch, body.constant(options.seed() * 0x9E3779B97F4A7C15L));
    var seed = body.stack(List.of(stream, place.asOutput().expect(TInt64.class)));
    return examples.augmentation().apply(body, image, height, width, seed);
  }

  private BatchPipeline batches(Operand<? extends TType> dataset) {
    long batch = options.dropRemainder() ? options.batch() : Shape.UNKNOWN_SIZE;
    var images =
        new Component(TFloat32.class, Shape.of(batch, options.height(), options.width(), 3));
    var labels = new Component(TInt64.class, Shape.of(batch));
    var types = types(List.of(images, labels));
    var shapes = shapes(List.of(images, labels));
    var batched =
        tf.data.batchDataset(
            dataset,
            tf.constant((long) options.batch()),
            tf.constant(options.dropRemainder()),
            types,
            shapes);
    var ready = tf.data.prefetchDataset(batched, tf.constant(PREFETCHED_BATCHES), types, shapes);
    // Nameless sharing would let two pipelines in one graph meet: TensorFlow then uses node names.
    var iterator = tf.data.iterator("", "", types, shapes);
    var next = tf.data.iteratorGetNext(iterator, types, shapes).op();
    return new BatchPipeline(
        tf.data.makeIterator(ready, iterator), epochSeed, next.output(0), next.output(1));
  }

  private List<Component> withNumber() {
    var all = new ArrayList<>(examples.components());
    all.add(NUMBER);
    return all;
  }

  @SuppressWarnings("unchecked") // The caller names the component's own type.
  private static <T extends TType> Operand<T> argument(Ops body, Component component) {
    return (Operand<T>) body.placeholder(component.type(), Placeholder.shape(component.shape()));
  }

  private static List<Class<? extends TType>> types(List<Component> components) {
    List<Class<? extends TType>> types = new ArrayList<>();
    components.forEach(component -> types.add(component.type()));
    return types;
  }

  private static List<Shape> shapes(List<Component> components) {
    return components.stream().map(Component::shape).toList();
  }
}
