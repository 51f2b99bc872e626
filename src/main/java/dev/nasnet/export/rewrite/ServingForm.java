package dev.nasnet.export.rewrite;

import java.util.List;

/** Rewrites a network for fast inference: fewer layers with the same predictions up to rounding. */
public final class ServingForm {
  /** In the order of application; later rewrites apply to layers that earlier ones made. */
  private static final List<Rewrite> REWRITES =
      List.of(
          new SplitSeparable(),
          new AdjustConvolution(),
          new FoldedBatchNorm(),
          new SamePadding(),
          new ReluBeforeConcat(),
          new SharedLayers());

  private static final List<Rewrite> MERGED_SUMS =
      List.of(new MergedPointwise(), new SharedLayers());

  private ServingForm() {}

  /**
   * Applies all rewrites.
   *
   * @param given an inference network and its weights
   * @return a {@link dev.nasnet.architecture.ServingNetwork} and its weights
   */
  public static WeightedNetwork of(WeightedNetwork given) {
    return apply(MERGED_SUMS, withSeparateSums(given));
  }

  /**
   * Applies all rewrites but one: a sum of two pointwise convolutions stays a sum, and does not
   * become one convolution of concatenated inputs. This is for runtimes that keep channels in
   * blocks, such as ONNX Runtime, in which such a concatenation costs more than the sum (ADR 028).
   *
   * @param given an inference network and its weights
   * @return a {@link dev.nasnet.architecture.ServingNetwork} and its weights
   */
  public static WeightedNetwork withSeparateSums(WeightedNetwork given) {
    return apply(REWRITES, given);
  }

  private static WeightedNetwork apply(List<Rewrite> rewrites, WeightedNetwork given) {
    WeightedNetwork rewritten = given;
    for (Rewrite rewrite : rewrites) {
      rewritten = rewrite.apply(rewritten);
    }
    return rewritten;
  }
}
