package dev.nasnet.data;

import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.internal.files.Sha256;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** Every n-th example of another source, so that {@code count} or a few more are left. */
record SubsampledSource(Examples all, int count) implements Examples {
  private int every(Split split) {
    return Math.max(1, all.size(split) / count);
  }

  @Override
  public boolean isMultiLabel() {
    return all.isMultiLabel();
  }

  @Override
  public List<String> classNames() {
    return all.classNames();
  }

  @Override
  public boolean namesClasses() {
    return all.namesClasses();
  }

  @Override
  public boolean hasExamples(int label) {
    return all.hasExamples(label);
  }

  @Override
  public int[] labels(Split split) {
    int[] labels = all.labels(split);
    int every = every(split);
    return IntStream.range(0, (labels.length + every - 1) / every)
        .map(i -> labels[i * every])
        .toArray();
  }

  @Override
  public String description() {
    return "some of " + all.description();
  }

  /** Of all, and how many were taken. */
  @Override
  public String sha256() {
    return new Sha256().add(all.sha256()).add(Integer.toString(count)).hex();
  }

  @Override
  public List<Component> components() {
    return all.components();
  }

  @Override
  public Component label() {
    return all.label();
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    return tf.data.shardDataset(
        all.dataset(tf, split),
        tf.constant((long) every(split)),
        tf.constant(0L),
        PipelineGraph.types(components()),
        PipelineGraph.shapes(components()));
  }

  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    return all.decode(tf, element);
  }

  @Override
  public ImageTraits traits() {
    return all.traits();
  }
}
