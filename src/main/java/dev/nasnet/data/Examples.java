package dev.nasnet.data;

import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.data.augment.SourceImage;
import dev.nasnet.image.ResizeMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/** What each kind of source adds to the common pipeline: its records, and how to decode one. */
interface Examples extends DataSource {
  /** One part of a dataset's element: its dtype and static shape. */
  record Component(Class<? extends TType> type, Shape shape) {}

  /** The label of an example that may have any number of labels. */
  int NO_SINGLE_LABEL = -1;

  /** An example: its image, of any size, and its label, as {@link #label()} describes it. */
  record Example(SourceImage picture, Operand<? extends TNumber> label) {}

  /** The parts of one undecoded element, in order. */
  List<Component> components();

  /** A dataset variant of the split's undecoded elements, in their fixed order. */
  Operand<? extends TType> dataset(Ops tf, Split split);

  /** Decodes one element; called inside the map function's own graph. */
  Example decode(Ops tf, List<Operand<?>> element);

  /**
   * The label of one decoded element: int64 scalar; where an image may have any number of labels
   * float32 {@code [classes]} of 0 and 1.
   */
  default Component label() {
    return new Component(TInt64.class, Shape.scalar());
  }

  /** How its images may be varied. */
  ImageTraits traits();

  /**
   * The labels of the split's elements, in their fixed order; {@link #NO_SINGLE_LABEL} where they
   * may have any number of labels.
   */
  int[] labels(Split split);

  @Override
  default ResizeMode resize() {
    return traits().resize();
  }

  @Override
  default int size(Split split) {
    return labels(split).length;
  }

  @Override
  default List<ClassCount> counts() {
    List<String> names = classNames();
    int[] trained = new int[names.size()];
    int[] heldOut = new int[names.size()];
    for (int label : labels(Split.TRAIN)) {
      trained[label]++;
    }
    for (int label : labels(Split.HELD_OUT)) {
      heldOut[label]++;
    }
    return IntStream.range(0, names.size())
        .mapToObj(label -> new ClassCount(names.get(label), trained[label], heldOut[label]))
        .toList();
  }

  @Override
  default DataSource subsample(int count) {
    return new SubsampledSource(this, count);
  }

  @Override
  default BatchPipeline pipeline(Ops tf, PipelineOptions options) {
    return PipelineGraph.build(tf, this, options, Optional.empty());
  }

  @Override
  default BatchPipeline pipeline(Ops tf, PipelineOptions options, WorkerShard share) {
    return PipelineGraph.build(tf, this, options, Optional.of(share));
  }
}
