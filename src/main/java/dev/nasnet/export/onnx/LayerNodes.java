package dev.nasnet.export.onnx;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Layer.Border;
import dev.nasnet.architecture.Layer.Window;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Padding;
import dev.nasnet.export.onnx.proto.AttributeProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The feature maps' layers as nodes {@code [N, C, H, W]}. A node and its tensor have the layer's
 * name, a weight that of its variable.
 */
final class LayerNodes {
  private final Network network;
  private final Nodes nodes;
  private final Map<String, String> renamed;
  private final Map<String, String> tensors = new HashMap<>();

  /**
   * Creates the nodes of a network.
   *
   * @param renamed the names of tensors that are not called as their layers
   */
  LayerNodes(Network network, Nodes nodes, Map<String, String> renamed) {
    this.network = network;
    this.nodes = nodes;
    this.renamed = renamed;
  }

  /** Takes a tensor as the output of a layer. */
  void put(Layer layer, String tensor) {
    tensors.put(layer.name(), tensor);
  }

  /** A layer's tensor; a layer of zeros is added when the first node needs it. */
  String tensor(String layer) {
    String tensor = tensors.get(layer);
    if (tensor == null) {
      tensor = pad((Layer.ZeroPadding2D) network.layer(layer));
      tensors.put(layer, tensor);
    }
    return tensor;
  }

  /** Adds a layer whose inputs were added before. */
  void add(Layer layer) {
    if (!(layer instanceof Layer.ZeroPadding2D)) {
      put(layer, node(layer));
    }
  }

  private String node(Layer layer) {
    if (layer instanceof Layer.Conv2D conv) {
      return convolution(layer, conv.window(), 1);
    } else if (layer instanceof Layer.DepthwiseConv2D depthwise) {
      return convolution(layer, depthwise.window(), layer.output().channels());
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      return averagePool(pool);
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      Border border = pool.window().border(input(layer).output());
      return node("MaxPool", layer, inputs(layer), window(pool.window(), border));
    } else if (layer instanceof Layer.Activation) {
      return node("Relu", layer, inputs(layer), List.of());
    } else if (layer instanceof Layer.Add && layer.inputs().size() == 2) {
      return node("Add", layer, inputs(layer), List.of());
    } else if (layer instanceof Layer.Concatenate) {
      return node("Concat", layer, inputs(layer), List.of(Nodes.integer("axis", 1)));
    }
    throw new IllegalStateException("the serving form has no " + layer);
  }

  private String convolution(Layer layer, Window window, int groups) {
    Zeros zeros = zeros(layer, window);
    List<String> inputs = new ArrayList<>(List.of(zeros.tensor));
    layer.variables().forEach(variable -> inputs.add(variable.name()));
    List<AttributeProto> attributes = window(window, zeros.border);
    attributes.add(Nodes.integer("group", groups));
    return node("Conv", layer, inputs, attributes);
  }

  /** SAME leaves zeros out of the average; zeros of a layer before it count. */
  private String averagePool(Layer.AveragePooling2D layer) {
    Window window = layer.window();
    if (window.padding() == Padding.SAME) {
      Border border = window.border(input(layer).output());
      return node("AveragePool", layer, inputs(layer), window(window, border));
    }
    Zeros zeros = zeros(layer, window);
    List<AttributeProto> attributes = window(window, zeros.border);
    attributes.add(Nodes.integer("count_include_pad", 1));
    return node("AveragePool", layer, List.of(zeros.tensor), attributes);
  }

  private String node(
      String op, Layer layer, List<String> inputs, List<AttributeProto> attributes) {
    return nodes.add(
        op,
        layer.name(),
        inputs,
        renamed.getOrDefault(layer.name(), layer.name()),
        attributes.toArray(AttributeProto[]::new));
  }

  private static List<AttributeProto> window(Window window, Border border) {
    return new ArrayList<>(
        List.of(
            Nodes.integers("kernel_shape", window.height(), window.width()),
            Nodes.integers("pads", border.top(), border.left(), border.bottom(), border.right()),
            Nodes.integers("strides", window.stride(), window.stride())));
  }

  /** What a window reads, and the zeros that it adds around it. */
  private record Zeros(String tensor, Border border) {}

  /** The zeros of SAME, or those of a layer before the window, which the node adds itself. */
  private Zeros zeros(Layer layer, Window window) {
    Layer input = input(layer);
    if (input instanceof Layer.ZeroPadding2D pad
        && window.padding() == Padding.VALID
        && isWithin(pad.border(), window)) {
      return new Zeros(tensor(pad.inputs().get(0)), pad.border());
    }
    return new Zeros(tensor(input.name()), window.border(input.output()));
  }

  /** Runtimes refuse to average windows that see nothing but zeros. */
  private static boolean isWithin(Border border, Window window) {
    return Math.max(border.top(), border.bottom()) < window.height()
        && Math.max(border.left(), border.right()) < window.width();
  }

  private String pad(Layer.ZeroPadding2D layer) {
    Border border = layer.border();
    long[] pads = {
      0, 0, border.top(), border.left(), 0, 0, border.bottom(), border.right()
    };
    String name =
        "pads/%d_%d_%d_%d"
            .formatted(border.top(), border.left(), border.bottom(), border.right());
    TensorProto constant = Initializers.integers(name, pads);
    List<String> inputs = List.of(tensor(layer.inputs().get(0)), nodes.constant(constant));
    return nodes.add("Pad", layer.name(), inputs, layer.name());
  }

  private Layer input(Layer layer) {
    return network.layer(layer.inputs().get(0));
  }

  private List<String> inputs(Layer layer) {
    return layer.inputs().stream().map(this::tensor).toList();
  }
}
