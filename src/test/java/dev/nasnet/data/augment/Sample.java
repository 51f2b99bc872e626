package dev.nasnet.data.augment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What an op comes to at many places of an epoch, and how such a sample is judged. */
final class Sample {
  private Sample() {}

  /** The flat values of an op at the places 0 to below count. */
  static List<float[]> of(int count, BiFunction<Ops, RandomDraws, Operand<TFloat32>> op) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var place =
          tf.placeholder(TInt64.class, Placeholder.shape(org.tensorflow.ndarray.Shape.scalar()));
      var value = op.apply(tf, RandomDraws.of(tf, 3, tf.constant(5L), place));
      List<float[]> values = new ArrayList<>();
      for (long at = 0; at < count; at++) {
        try (TInt64 fed = TInt64.scalarOf(at);
            var result = session.runner().feed(place, fed).fetch(value).run()) {
          TFloat32 tensor = (TFloat32) result.get(0);
          float[] flat = new float[(int) tensor.size()];
          tensor.asRawTensor().data().asFloats().read(flat);
          values.add(flat);
        }
      }
      return values;
    }
  }

  /** One value of each. */
  static double[] column(List<float[]> values, int place) {
    return values.stream().mapToDouble(value -> value[place]).toArray();
  }

  static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0);
  }

  /** Another sample of the same size. */
  static double[] simulated(int count, DoubleSupplier definition) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> definition.getAsDouble());
    return values;
  }

  /**
   * Kolmogorov and Smirnov's distance between two samples of one size, over the distance that two
   * samples of one distribution exceed in one of 1,000 cases: below 1 they may be of one.
   */
  static double distance(double[] one, double[] other) {
    double[] first = one.clone();
    double[] second = other.clone();
    Arrays.sort(first);
    Arrays.sort(second);
    int n = first.length;
    int i = 0;
    int j = 0;
    double largest = 0;
    while (i < n && j < n) {
      double value = Math.min(first[i], second[j]);
      while (i < n && first[i] <= value) {
        i++;
      }
      while (j < n && second[j] <= value) {
        j++;
      }
      largest = Math.max(largest, Math.abs(i - j) / (double) n);
    }
    return largest / (1.949 * Math.sqrt(2.0 / n));
  }
}
