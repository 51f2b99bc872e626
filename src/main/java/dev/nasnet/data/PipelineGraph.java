package dev.nasnet.data;

import dev.nasnet.data.BatchPipeline.Mixture;
import dev.nasnet.data.Examples.Component;
import dev.nasnet.data.augment.ImagePreparation;
import dev.nasnet.data.augment.MixupOps;
import dev.nasnet.data.augment.RandomDraws;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.data.ShuffleDataset;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
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
  private final Optional<WorkerShard> share;
  private final Operand<TInt64> epochSeed;

  private PipelineGraph(
      Ops tf, Examples examples, PipelineOptions options, Optional<WorkerShard> share) {
    this.tf = tf;
    this.examples = examples;
    this.options = options;
    this.share = share;
    this.epochSeed =
        tf.withName("epoch_seed").placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
  }

  static BatchPipeline build(
      Ops tf, Examples examples, PipelineOptions options, Optional<WorkerShard> share) {
    return new PipelineGraph(tf, examples, options, share).build();
  }

  private BatchPipeline build() {
    var dataset = examples.dataset(tf, options.split());
    if (options.balanced()) {
      dataset =
          new BalancedOps(
                  tf, examples.components(), examples.labels(options.split()), options.seed())
              .repeated(dataset, epochSeed);
    }
    if (options.shuffle()) {
      dataset = shuffled(dataset);
    }
    var all = numbered(tf, dataset, examples.components());
    return batches(decoded(share.<Operand<? extends TType>>map(of -> shared(all, of)).orElse(all)));
  }

  /** The steps of a share, whole, of numbered elements. */
  private Operand<? extends TType> shared(Operand<? extends TType> dataset, WorkerShard of) {
    long step = (long) options.batch() * of.together();
    List<Component> parts = withNumber(examples.components());
    if (of.workers() == 1) {
      Operand<TInt64> skipped = tf.math.mul(of.first(), tf.constant(step));
      return tf.data.skipDataset(dataset, skipped, types(parts), shapes(parts));
    }
    List<Class<? extends TType>> types = types(parts);
    List<Shape> steps =
        parts.stream().map(part -> part.shape().prepend(Shape.UNKNOWN_SIZE)).toList();
    var grouped =
        tf.data.batchDataset(
            dataset, tf.constant(step), tf.constant(options.dropRemainder()), types, steps);
    var rest = tf.data.skipDataset(grouped, of.first(), types, steps);
    var own =
        tf.data.shardDataset(rest, tf.constant((long) of.workers()), of.index(), types, steps);
    return tf.data.unbatchDataset(own, types, shapes(parts));
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

  /** Each element with its place in the dataset, from 0, as one more component. */
  static Operand<? extends TType> numbered(
      Ops tf, Operand<? extends TType> dataset, List<Component> components) {
    var numbers =
        tf.data.rangeDataset(
            tf.constant(0L),
            tf.constant(Long.MAX_VALUE),
            tf.constant(1L),
            types(List.of(NUMBER)),
            shapes(List.of(NUMBER)));
    var all = withNumber(components);
    return tf.data.zipDataset(List.of(dataset, numbers), types(all), shapes(all));
  }

  private Operand<? extends TType> decoded(Operand<? extends TType> dataset) {
    var image = new Component(TFloat32.class, Shape.of(options.height(), options.width(), 3));
    var outputs = List.of(image, examples.label());
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
    for (Component component : withNumber(examples.components())) {
      arguments.add(argument(body, component));
    }
    Operand<TInt64> epoch = argument(body, NUMBER);
    arguments.add(epoch);
    for (int i = 0; i < arguments.size(); i++) {
      signature.input("argument" + i, arguments.get(i));
    }
    int parts = examples.components().size();
    var example = examples.decode(body, arguments.subList(0, parts));
    Operand<TInt64> place = arguments.get(parts).asOutput().expect(TInt64.class);
    var draws = RandomDraws.of(body, options.seed(), epoch, place);
    var preparation =
        new ImagePreparation(
            body, options.height(), options.width(), options.augmentation(), examples.traits());
    var image = preparation.apply(example.picture(), draws);
    return signature.output("image", image).output("label", example.label()).build();
  }

  private BatchPipeline batches(Operand<? extends TType> dataset) {
    long batch = options.dropRemainder() ? options.batch() : Shape.UNKNOWN_SIZE;
    var images =
        new Component(TFloat32.class, Shape.of(batch, options.height(), options.width(), 3));
    Component one = examples.label();
    var labels = new Component(one.type(), one.shape().prepend(batch));
    var parts = List.of(images, labels);
    Operand<? extends TType> batched =
        tf.data.batchDataset(
            dataset,
            tf.constant((long) options.batch()),
            tf.constant(options.dropRemainder()),
            types(parts),
            shapes(parts));
    if (!options.augmentation().mixes()) {
      return ends(batched, parts);
    }
    if (examples.isMultiLabel()) {
      return ends(mixed(batched, parts, parts), parts);
    }
    var all = List.of(images, labels, labels, new Component(TFloat32.class, Shape.of(batch)));
    return ends(mixed(batched, parts, all), all);
  }

  /** Each batch mixed with itself, drawn from (seed, epoch, its number in the epoch). */
  private Operand<? extends TType> mixed(
      Operand<? extends TType> batches, List<Component> parts, List<Component> outputs) {
    // The step that the share begins with.
    Operand<TInt64> first =
        share
            .<Operand<TInt64>>map(of -> tf.math.add(of.first(), of.index()))
            .orElseGet(() -> tf.constant(0L));
    try (ConcreteFunction mix = ConcreteFunction.create(body -> mixFunction(body, parts))) {
      return tf.data.mapDataset(
          numbered(tf, batches, parts),
          List.of(epochSeed, first),
          mix,
          types(outputs),
          shapes(outputs));
    }
  }

  /**
   * (images, labels, number, epoch seed, first) to (images, labels, other labels, shares), or to
   * (images, labels) where rows of labels are mixed themselves.
   */
  private Signature mixFunction(Ops body, List<Component> parts) {
    Operand<TFloat32> images = argument(body, parts.get(0));
    Operand<? extends TNumber> labels = argument(body, parts.get(1));
    Operand<TInt64> number = argument(body, NUMBER);
    Operand<TInt64> epoch = argument(body, NUMBER);
    Operand<TInt64> first = argument(body, NUMBER);
    var draws = RandomDraws.of(body, options.seed(), epoch, inEpoch(body, number, first));
    var mixup = MixupOps.of(body, options.augmentation(), images, labels, draws);
    Signature.Builder signature =
        Signature.builder()
            .key("mix")
            .input("images", images)
            .input("labels", labels)
            .input("number", number)
            .input("epoch", epoch)
            .input("first", first)
            .output("mixed", mixup.images());
    return examples.isMultiLabel()
        ? signature.output("labels", mixup.mixedRows(body, labels)).build()
        : signature
            .output("ownLabels", body.identity(labels))
            .output("otherLabels", mixup.partners())
            .output("shares", mixup.shares())
            .build();
  }

  /** The epoch's own number of a share's n-th batch. */
  private Operand<TInt64> inEpoch(Ops body, Operand<TInt64> number, Operand<TInt64> first) {
    long together = share.map(WorkerShard::together).orElse(1);
    Operand<TInt64> parts = body.constant(together);
    Operand<TInt64> step = body.math.floorDiv(number, parts);
    Operand<TInt64> stepInEpoch =
        body.math.add(
            first,
            body.math.mul(step, body.constant((long) share.map(WorkerShard::workers).orElse(1))));
    return body.math.add(body.math.mul(stepInEpoch, parts), body.math.floorMod(number, parts));
  }

  private BatchPipeline ends(Operand<? extends TType> dataset, List<Component> parts) {
    var types = types(parts);
    var shapes = shapes(parts);
    var ready = tf.data.prefetchDataset(dataset, tf.constant(PREFETCHED_BATCHES), types, shapes);
    // Nameless sharing would let two pipelines in one graph meet: TensorFlow then uses node names.
    var iterator = tf.data.iterator("", "", types, shapes);
    var next = tf.data.iteratorGetNext(iterator, types, shapes).op();
    Optional<Mixture> mixture =
        parts.size() == 2
            ? Optional.empty()
            : Optional.of(new Mixture(next.output(2), next.output(3)));
    return new BatchPipeline(
        tf.data.makeIterator(ready, iterator),
        epochSeed,
        next.output(0),
        next.<TNumber>output(1),
        mixture);
  }

  private static List<Component> withNumber(List<Component> components) {
    var all = new ArrayList<>(components);
    all.add(NUMBER);
    return all;
  }

  @SuppressWarnings("unchecked") // The caller names the component's own type.
  private static <T extends TType> Operand<T> argument(Ops body, Component component) {
    return (Operand<T>) body.placeholder(component.type(), Placeholder.shape(component.shape()));
  }

  static List<Class<? extends TType>> types(List<Component> components) {
    List<Class<? extends TType>> types = new ArrayList<>();
    components.forEach(component -> types.add(component.type()));
    return types;
  }

  static List<Shape> shapes(List<Component> components) {
    return components.stream().map(Component::shape).toList();
  }
}
