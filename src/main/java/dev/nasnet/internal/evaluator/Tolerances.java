package dev.nasnet.internal.evaluator;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How far outputs may be from a {@link Reference}, as shares of the largest value. */
public final class Tolerances {
  /**
   * Of float32. Measured between two programs' kernels: up to 5e-6 (Large). A layer that is 1 % off
   * moves even a small network by 3e-4.
   */
  public static final double USUAL = 2e-5;

  /** Of float16: processors that compute in it round at other places, and sum in it, too. */
  private static final double OF_FLOAT16 = 4;

  private Tolerances() {}

  /**
   * What is allowed of float16 where its deviations from float32 were measured: four times as much,
   * and no output less than one that it follows from (features, logits, probabilities: their
   * alphabetical order).
   */
  public static SortedMap<String, Double> ofFloat16(SortedMap<String, Double> deviations) {
    return scaled(deviations, OF_FLOAT16, USUAL);
  }

  private static SortedMap<String, Double> scaled(
      SortedMap<String, Double> deviations, double factor, double least) {
    SortedMap<String, Double> tolerances = new TreeMap<>();
    double largest = least / factor;
    for (Map.Entry<String, Double> entry : deviations.entrySet()) {
      largest = Math.max(largest, entry.getValue());
      tolerances.put(entry.getKey(), Reference.rounded(factor * largest));
    }
    return tolerances;
  }
}
