package dev.nasnet.training.graph;

import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunMetadata;

/**
 * How TensorFlow rewrote the graph of a step, counted in the graphs that ran.
 *
 * @param lowered the number of convolutions in 16 bits, gradients included
 * @param clusters the number of clusters of ops that XLA compiled
 */
public record GraphRewriteStats(long lowered, long clusters) {
  /** The ops of a cluster that is compiled when it first runs, or at once. */
  private static final List<String> CLUSTERS = List.of("_XlaRun", "XlaLaunch");

  private static final List<DataType> SHORT = List.of(DataType.DT_HALF, DataType.DT_BFLOAT16);

  /**
   * Counts in the graphs of a traced step.
   *
   * @param run the metadata that TensorFlow collected of the step
   * @return the counts
   */
  public static GraphRewriteStats of(RunMetadata run) {
    List<NodeDef> nodes =
        run.getPartitionGraphsList().stream().flatMap(GraphRewriteStats::nodes).toList();
    return new GraphRewriteStats(
        nodes.stream().filter(GraphRewriteStats::isLowered).count(),
        nodes.stream().filter(node -> CLUSTERS.contains(node.getOp())).count());
  }

  /** Returns the nodes of a graph and of its functions; clusters are functions. */
  private static Stream<NodeDef> nodes(GraphDef graph) {
    return Stream.concat(
        graph.getNodeList().stream(),
        graph.getLibrary().getFunctionList().stream()
            .flatMap(function -> function.getNodeDefList().stream()));
  }

  private static boolean isLowered(NodeDef node) {
    AttrValue type = node.getAttrOrDefault("T", AttrValue.getDefaultInstance());
    return node.getOp().contains("Conv2D") && SHORT.contains(type.getType());
  }
}
