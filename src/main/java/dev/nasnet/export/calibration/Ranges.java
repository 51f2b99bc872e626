package dev.nasnet.export.calibration;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.export.int8.Calibration;
import dev.nasnet.export.int8.Histogram;
import dev.nasnet.export.int8.Range;
import dev.nasnet.export.rewrite.FusedLayer;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.graph.Constants;
import dev.nasnet.graph.NetworkGraph;
import dev.nasnet.problem.FailureException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Measures the range of each tensor of a serving form in one pass over images. */
final class Ranges {
  private final WeightedNetwork form;
  private final Calibration calibration;
  private final List<FusedLayer> layers;

  Ranges(WeightedNetwork form, Calibration calibration) {
    this.form = form;
    this.calibration = calibration;
    layers = FusedLayer.of(form.network());
  }

  /**
   * Returns the ranges by {@link FusedLayer#output()}.
   *
   * @throws FailureException if a tensor has NaN or infinite values
   */
  Map<String, Range> measure(ImagePass pass) {
    List<Histogram> histograms = Stream.generate(Histogram::new).limit(layers.size()).toList();
    // Whole tensors of many images would need much memory.
    int batch = calibration == Calibration.MINMAX ? pass.batch() : 1;
    pass.run(
        batch,
        this::tensors,
        values ->
            IntStream.range(0, layers.size())
                .parallel()
                .forEach(i -> add(values, i, histograms.get(i))));
    Map<String, Range> ranges = new HashMap<>();
    for (int i = 0; i < histograms.size(); i++) {
      if (!histograms.get(i).isFinite()) {
        throw new FailureException(
            "precision (int8) needs finite values, but the output of %s has NaN or infinite ones on"
                    .formatted(layers.get(i).output())
                + " the calibration images; check the weights",
            null);
      }
      ranges.put(layers.get(i).output(), calibration.range(histograms.get(i)));
    }
    return ranges;
  }

  /** Only the least and largest values of each tensor, unless the calibration needs all. */
  private List<Operand<TFloat32>> tensors(Ops tf, Operand<TFloat32> image) {
    NetworkGraph graph =
        NetworkGraph.forInference(tf, form.network(), image, new Constants(tf, form.weights()));
    List<Operand<TFloat32>> tensors = new ArrayList<>();
    for (FusedLayer one : layers) {
      Operand<TFloat32> tensor = output(graph, one);
      if (calibration == Calibration.MINMAX) {
        tensors.add(tf.reduceMin(tensor, axes(tf, one.layer())));
        tensors.add(tf.reduceMax(tensor, axes(tf, one.layer())));
      } else {
        tensors.add(tensor);
      }
    }
    return tensors;
  }

  /** Returns a layer's output; of a classifier that before softmax. */
  static Operand<TFloat32> output(NetworkGraph graph, FusedLayer one) {
    return one.layer() instanceof WeightedLayer.Dense
        ? graph.logits(one.output())
        : graph.tensor(one.output());
  }

  static Operand<org.tensorflow.types.TInt32> axes(Ops tf, Layer layer) {
    return tf.constant(IntStream.rangeClosed(0, layer.output().dimensions().size()).toArray());
  }

  private void add(List<TFloat32> values, int layer, Histogram histogram) {
    List<TFloat32> own =
        calibration == Calibration.MINMAX
            ? values.subList(2 * layer, 2 * layer + 2)
            : Collections.singletonList(Objects.requireNonNull(values.get(layer)));
    for (TFloat32 tensor : own) {
      float[] copy = new float[Math.toIntExact(tensor.size())];
      tensor.asRawTensor().data().asFloats().read(copy);
      histogram.add(copy);
    }
  }
}
