package dev.nasnet.export.rewrite;

import java.util.List;

/** A network as it answers fastest: fewer layers, the same answers but for rounding. */
public final class ServingForm {
  /** In this order: each sees what the ones before it made. */
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

  /** Applies every rewrite; its layers are no longer Keras's and its weights cannot be trained. */
  public static WeightedNetwork of(WeightedNetwork given) {
    WeightedNetwork rewritten = given;
    for (Rewrite rewrite : REWRITES) {
      rewritten = rewrite.apply(rewritten);
    }
    return rewritten;
  }
}
