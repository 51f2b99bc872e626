package dev.nasnet.export.onnx;

import dev.nasnet.export.onnx.proto.AttributeProto;
import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.export.onnx.proto.NodeProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Nodes and the constants that they share, added to a graph; every node has one output. */
final class Nodes {
  private final GraphProto.Builder graph;
  private final Set<String> constants = new HashSet<>();

  Nodes(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /**
   * Adds a node.
   *
   * @param output its tensor's name
   * @return the same
   */
  String add(
      String op, String name, List<String> inputs, String output, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(op)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
    return output;
  }

  /** Adds a node of one input; its output tensor has the name of the node. */
  String add(String op, String name, String input, AttributeProto... attributes) {
    return add(op, name, List.of(input), name, attributes);
  }

  /** Adds a node that changes a tensor's type. */
  String cast(String name, String input, String output, TensorProto.DataType type) {
    return add("Cast", name, List.of(input), output, integer("to", type.getNumber()));
  }

  /** Adds a constant, if there is none of its name. */
  String constant(TensorProto constant) {
    if (constants.add(constant.getName())) {
      graph.addInitializer(constant);
    }
    return constant.getName();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }
}
