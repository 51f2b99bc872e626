package dev.nasnet.weights;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.OptimizerOptions.Level;
import org.tensorflow.proto.RewriterConfig;

/** A session whose graph runs once: to optimise it takes longer than that run. */
public final class OneShotSession {
  /** Runs a graph as it is. */
  public static final ConfigProto CONFIG =
      ConfigProto.newBuilder()
          .setGraphOptions(
              GraphOptions.newBuilder()
                  .setOptimizerOptions(OptimizerOptions.newBuilder().setOptLevel(Level.L0))
                  .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
          .build();

  private OneShotSession() {}
}
