package dev.nasnet.weights;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.OptimizerOptions.Level;
import org.tensorflow.proto.RewriterConfig;

/** A session with a graph that runs once: optimising the graph takes longer than the run. */
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
