package dev.nasnet.export.onnx.evaluator;

import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.export.onnx.proto.NodeProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import dev.nasnet.export.onnx.proto.ValueInfoProto;
import dev.nasnet.internal.evaluator.FeatureMap;
import dev.nasnet.internal.evaluator.FeatureMapOps;
import dev.nasnet.internal.evaluator.Reference;
import dev.nasnet.internal.evaluator.ReferenceImages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Computes an ONNX graph as {@code OnnxGraph} writes them, node by node, in plain Java, for the
 * reference images. A float16 tensor is computed in float32 and rounded.
 */
public final class GraphEvaluator {
  private final GraphProto graph;
  private final NodeEvaluator nodes;
  private final Map<String, Integer> lastReaders = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();
  private final boolean isNchw;
  private final boolean isUint8;
  private final boolean isInt8;
  private final int height;
  private final int width;

  /**
   * Prepares the evaluation of a graph.
   *
   * @param graph a graph with one input: images of float32, uint8 or int8
   */
  public GraphEvaluator(GraphProto graph) {
    this.graph = graph;
    nodes = new NodeEvaluator(graph.getInitializerList());
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String input : graph.getNode(i).getInputList()) {
        lastReaders.put(input, i);
      }
    }
    ValueInfoProto image = graph.getInput(0);
    List<Long> sizes =
        image.getType().getTensorType().getShape().getDimList().stream()
            .map(dimension -> dimension.getDimValue())
            .toList();
    isUint8 =
        image.getType().getTensorType().getElemType() == TensorProto.DataType.UINT8.getNumber();
    isInt8 = image.getType().getTensorType().getElemType() == TensorProto.DataType.INT8.getNumber();
    isNchw = sizes.get(1) == ReferenceImages.CHANNELS;
    height = Math.toIntExact(sizes.get(isNchw ? 2 : 1));
    width = Math.toIntExact(sizes.get(isNchw ? 3 : 2));
  }

  /** {@return all outputs for all reference images; feature maps are {@code [n, H, W, C]}} */
  public Reference run() {
    SortedMap<String, float[]> all = new TreeMap<>();
    for (int i = 0; i < ReferenceImages.count(height, width); i++) {
      Map<String, NodeEvaluator.Tensor> tensors = computed(i);
      for (String name : outputs) {
        NodeEvaluator.Tensor found = Objects.requireNonNull(tensors.get(name), name);
        float[] values =
            found.channelsLast() ? found.map().values() : FeatureMapOps.channelsLast(found.map());
        Reference.append(all, name, values);
      }
    }
    return new Reference(all);
  }

  private Map<String, NodeEvaluator.Tensor> computed(int image) {
    Map<String, NodeEvaluator.Tensor> tensors = new HashMap<>();
    tensors.put(graph.getInput(0).getName(), image(image));
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      List<NodeEvaluator.Tensor> inputs = new ArrayList<>();
      for (String input : node.getInputList()) {
        NodeEvaluator.Tensor tensor = tensors.get(input);
        if (tensor != null) {
          inputs.add(tensor);
        }
      }
      if (inputs.isEmpty()) {
        nodes.addConstant(node);
        continue;
      }
      tensors.put(node.getOutput(0), nodes.compute(node, inputs));
      int place = i;
      node.getInputList().stream()
          .filter(input -> lastReaders.getOrDefault(input, -1) == place)
          .filter(input -> !outputs.contains(input))
          .forEach(tensors::remove);
    }
    return tensors;
  }

  private NodeEvaluator.Tensor image(int image) {
    FeatureMap map;
    if (isUint8 || isInt8) {
      int[] bytes = ReferenceImages.bytes(height, width, image);
      float[] values = new float[bytes.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes[i] - (isInt8 ? 128 : 0);
      }
      map = FeatureMapOps.channelsFirst(values, height, width, ReferenceImages.CHANNELS);
    } else {
      map = ReferenceImages.scaled(height, width, image);
    }
    return isNchw
        ? new NodeEvaluator.Tensor(map, false, false)
        : new NodeEvaluator.Tensor(map.with(FeatureMapOps.channelsLast(map)), true, false);
  }
}
