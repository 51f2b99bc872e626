package dev.nasnet.export.savedmodel;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.graphdef.BodyGraph;
import dev.nasnet.export.graphdef.RegisteredOps;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Converts a graph to a function: the placeholder and the handles of the variables become
 * arguments, and the nodes that the outputs depend on become the body. Attributes that equal their
 * default are removed, so that an older runtime can load the function.
 */
final class BodyFunction {
  private final RegisteredOps ops = new RegisteredOps();
  private final BodyGraph.Body body;
  private final List<VariableSpec> variables;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Map<String, String> arguments = new HashMap<>();

  BodyFunction(BodyGraph.Body body, List<VariableSpec> variables) {
    this.body = body;
    this.variables = variables;
    body.graph().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    nameArguments();
  }

  /**
   * @param name the function's name
   * @param input the tensor of the placeholder
   * @param outputs the tensors of the graph's outputs, in the same order
   */
  FunctionDef define(String name, TensorSignature input, List<TensorSignature> outputs) {
    FunctionDef.Builder function = FunctionSignature.start(name, input, variables, outputs);
    Set<String> needed = needed();
    nodes.values().stream()
        .filter(node -> needed.contains(node.getName()))
        .forEach(node -> function.addNodeDef(convert(node)));
    body.outputs().forEach((key, tensor) -> function.putRet(key, reference(tensor)));
    body.updates().forEach(node -> FunctionSignature.alwaysRun(function, node));
    return function.build();
  }

  private void nameArguments() {
    arguments.put(body.input(), FunctionSignature.INPUT);
    Map<String, Integer> indices = new HashMap<>();
    variables.forEach(variable -> indices.put(variable.name(), indices.size()));
    for (NodeDef node : nodes.values()) {
      if (node.getOp().equals("VarHandleOp")) {
        String variable = node.getAttrOrThrow("shared_name").getS().toStringUtf8();
        Integer index = indices.get(variable);
        if (index == null) {
          throw new IllegalStateException("the graph has an unknown variable, " + variable);
        }
        arguments.put(node.getName(), FunctionSignature.handleName(index));
      }
    }
  }

  /** Returns the names of the nodes that the outputs and the updates depend on. */
  private Set<String> needed() {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(body.updates());
    body.outputs().values().forEach(tensor -> open.add(nodeOf(tensor)));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (!arguments.containsKey(name) && needed.add(name)) {
        node(name).getInputList().forEach(input -> open.add(nodeOf(input)));
      }
    }
    return needed;
  }

  private NodeDef convert(NodeDef node) {
    NodeDef.Builder copy = node.toBuilder().clearInput().clearDevice();
    node.getInputList().forEach(input -> copy.addInput(reference(input)));
    ops.stripDefaults(copy, ops.of(node));
    return copy.build();
  }

  /** Converts a graph's {@code node:i} to a function's {@code node:output:j}. */
  private String reference(String tensor) {
    if (tensor.startsWith("^")) {
      return tensor;
    }
    String name = nodeOf(tensor);
    String argument = arguments.get(name);
    if (argument != null) {
      return argument;
    }
    int index = tensor.equals(name) ? 0 : Integer.parseInt(tensor.substring(name.length() + 1));
    NodeDef node = node(name);
    for (OpDef.ArgDef output : ops.of(node).getOutputArgList()) {
      int length = length(output, node);
      if (index < length) {
        return name + ":" + output.getName() + ":" + index;
      }
      index -= length;
    }
    throw new IllegalStateException("no such tensor: " + tensor);
  }

  private static int length(OpDef.ArgDef output, NodeDef node) {
    if (!output.getNumberAttr().isEmpty()) {
      return Math.toIntExact(node.getAttrOrThrow(output.getNumberAttr()).getI());
    }
    if (!output.getTypeListAttr().isEmpty()) {
      return node.getAttrOrThrow(output.getTypeListAttr()).getList().getTypeCount();
    }
    return 1;
  }

  private static String nodeOf(String tensor) {
    String plain = tensor.startsWith("^") ? tensor.substring(1) : tensor;
    int colon = plain.lastIndexOf(':');
    return colon < 0 ? plain : plain.substring(0, colon);
  }

  private NodeDef node(String name) {
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw new IllegalStateException("the graph has no node " + name);
    }
    return node;
  }
}
