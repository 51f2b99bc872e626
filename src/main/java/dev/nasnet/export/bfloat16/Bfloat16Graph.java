package dev.nasnet.export.bfloat16;

import static dev.nasnet.export.graphdef.NodeAttributes.node;
import static dev.nasnet.export.graphdef.NodeAttributes.type;

import dev.nasnet.export.graphdef.BodyGraph;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Rewrites a graph of constants so that its convolutional part computes in bfloat16: the image is
 * cast once, kernels and biases are bfloat16 constants, and feature maps are cast back where
 * another part reads them, so that global pooling, the classifier and softmax stay float32. The
 * input and the outputs stay float32, too.
 */
public final class Bfloat16Graph {
  /** The ops that compute feature maps; the attribute T of each is the type of its values. */
  private static final Set<String> SPATIAL =
      Set.of(
          "Conv2D",
          "DepthwiseConv2dNative",
          "BiasAdd",
          "Relu",
          "AvgPool",
          "MaxPool",
          "ConcatV2",
          "Pad",
          "PadV2",
          "Add",
          "AddV2",
          "AddN",
          "Slice");

  private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "DepthwiseConv2dNative");

  private final Map<String, NodeDef> originals = new HashMap<>();
  private final Set<String> shortened = new HashSet<>();
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();

  private Bfloat16Graph(GraphDef graph) {
    graph.getNodeList().forEach(this::add);
  }

  /**
   * {@return the rewritten graph; existing nodes keep their names}
   *
   * @param graph a graph for inference, its weights constants
   */
  public static GraphDef of(GraphDef graph) {
    return new Bfloat16Graph(graph).over(graph);
  }

  /**
   * {@return the rewritten body; an output in bfloat16 is replaced by its cast to float32}
   *
   * @param body a graph for inference with the names of its input and outputs
   */
  public static BodyGraph.Body of(BodyGraph.Body body) {
    Bfloat16Graph rewritten = new Bfloat16Graph(body.graph());
    SortedMap<String, String> outputs = new TreeMap<>();
    body.outputs().forEach((key, tensor) -> outputs.put(key, rewritten.output(tensor)));
    return new BodyGraph.Body(rewritten.over(body.graph()), body.input(), outputs, body.updates());
  }

  private GraphDef over(GraphDef graph) {
    return GraphDef.newBuilder()
        .setVersions(graph.getVersions())
        .addAllNode(nodes.values())
        .build();
  }

  /** Adds a node of the original; a graph lists a node after those that it reads. */
  private void add(NodeDef original) {
    originals.put(original.getName(), original);
    boolean isShort =
        SPATIAL.contains(original.getOp())
            && original.getInputList().stream().anyMatch(this::isFeatureMap);
    NodeDef.Builder copy = original.toBuilder().clearInput();
    if (isShort) {
      original.getInputList().forEach(input -> copy.addInput(bfloat16(input)));
      copy.putAttr("T", type(DataType.DT_BFLOAT16));
      shortened.add(original.getName());
    } else if (CONVOLUTIONS.contains(original.getOp())) {
      throw new IllegalStateException("float32 reaches the convolution " + original.getName());
    } else {
      original.getInputList().forEach(input -> copy.addInput(float32(input)));
    }
    nodes.put(original.getName(), copy.build());
  }

  private boolean isFeatureMap(String tensor) {
    return shortened.contains(tensor) || original(tensor).getOp().equals("Placeholder");
  }

  /** Returns the float32 tensor of an output that is named {@code node:0}. */
  private String output(String tensor) {
    String node = tensor.substring(0, tensor.lastIndexOf(':'));
    return shortened.contains(node) ? float32(node) + ":0" : tensor;
  }

  private String float32(String tensor) {
    if (!shortened.contains(tensor)) {
      return tensor;
    }
    String name = tensor + ".float32";
    nodes.computeIfAbsent(name, key -> cast(key, tensor, DataType.DT_BFLOAT16, DataType.DT_FLOAT));
    return name;
  }

  private String bfloat16(String tensor) {
    NodeDef original = original(tensor);
    if (shortened.contains(tensor) || typeOf(original) != DataType.DT_FLOAT) {
      return tensor;
    }
    String name = tensor + ".bfloat16";
    nodes.computeIfAbsent(
        name,
        key ->
            original.getOp().equals("Const")
                ? constant(key, original)
                : cast(key, tensor, DataType.DT_FLOAT, DataType.DT_BFLOAT16));
    return name;
  }

  private static DataType typeOf(NodeDef node) {
    return node.containsAttr("dtype")
        ? node.getAttrOrThrow("dtype").getType()
        : node.getAttrOrThrow("T").getType();
  }

  private static NodeDef constant(String name, NodeDef floats) {
    return node("Const", name)
        .putAttr("dtype", type(DataType.DT_BFLOAT16))
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(Bfloat16.of(floats.getAttrOrThrow("value").getTensor()))
                .build())
        .build();
  }

  private static NodeDef cast(String name, String tensor, DataType from, DataType to) {
    return node("Cast", name, tensor).putAttr("SrcT", type(from)).putAttr("DstT", type(to)).build();
  }

  /** Every op of an inference graph has one output, so an input is a node's name. */
  private NodeDef original(String name) {
    NodeDef node = originals.get(name);
    if (node == null) {
      throw new IllegalStateException("the graph has no node " + name + " before it is read");
    }
    return node;
  }
}
