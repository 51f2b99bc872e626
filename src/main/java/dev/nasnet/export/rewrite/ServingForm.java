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
          new SharedLayers(),
          new MergedPointwise(),
          new SharedLayers());

  private ServingForm() {}

  /**
   * Applies all rewrites.
   *
   * @param given an inference network and its weights
   * @return a {@link dev.nasnet.architecture.ServingNetwork} and its weights
   */
  public static WeightedNetwork of(WeightedNetwork given) {
    WeightedNetwork rewritten = given;
    for (Rewrite rewrite : REWRITES) {
      rewritten = rewrite.apply(rewritten);
    }
    return rewritten;
  }
}
