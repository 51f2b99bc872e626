package dev.nasnet.weights.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The operations that compute a SavedModel's signature {@code serving_default}, with the functions
 * that it calls opened up.
 */
final class ServingGraph {
  private static final String SIGNATURE = "serving_default";
  private static final int MOST_NESTED = 16;

  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Map<String, GraphOp> ops = new HashMap<>();

  /** The ids of the tensors that a call of a function returns, by the id of the call's output. */
  private final Map<String, String> returned = new HashMap<>();

  private final String image;
  private final List<Integer> imageShape;
  private final String output;

  private ServingGraph(MetaGraphDef graph) {
    SignatureDef signature = graph.getSignatureDefMap().get(SIGNATURE);
    if (signature == null) {
      throw new UnfollowedLayerException("the model has no signature " + SIGNATURE);
    }
    TensorInfo input = only(signature.getInputsMap(), "input");
    image = tensor("", input.getName());
    imageShape =
        input.getTensorShape().getDimList().stream()
            .skip(1)
            .map(dim -> (int) Math.max(0, dim.getSize()))
            .toList();
    graph.getGraphDef().getLibrary().getFunctionList().stream()
        .forEach(function -> functions.put(function.getSignature().getName(), function));
    add("", graph.getGraphDef().getNodeList(), Map.of(), 0);
    output = tensor("", only(signature.getOutputsMap(), "output").getName());
  }

  static ServingGraph of(MetaGraphDef graph) {
    return new ServingGraph(graph);
  }

  /** Height, width and channels; 0 for what is left open, and none where images have no rank 4. */
  List<Integer> imageShape() {
    return imageShape;
  }

  /** The id of the tensor that the signature returns. */
  String output() {
    return resolved(output);
  }

  /** Whether a tensor is the images'. */
  boolean isImage(String tensor) {
    return tensor.equals(image);
  }

  /** The operation that computes a tensor; operations that only hand it on are skipped. */
  GraphOp op(String tensor) {
    GraphOp op = ops.get(tensor);
    if (op == null) {
      throw new UnfollowedLayerException(
          "the serving function reads %s, which is not there".formatted(tensor));
    }
    return op;
  }

  /** The id of the tensor that an id stands for, behind calls of functions and identities. */
  String resolved(String tensor) {
    String current = tensor;
    for (int steps = 0; steps <= ops.size() + returned.size(); steps++) {
      GraphOp op = ops.get(current);
      String next = returned.get(current);
      if (next != null) {
        current = next;
      } else if (!current.equals(image) && op != null && op.type().equals("Identity")) {
        current = op.inputs().get(0);
      } else {
        return current;
      }
    }
    throw new UnfollowedLayerException("the serving function reads itself");
  }

  private static TensorInfo only(Map<String, TensorInfo> tensors, String what) {
    if (tensors.size() != 1) {
      throw new UnfollowedLayerException(
          "the signature %s has %d %ss, where NASNet has one"
              .formatted(SIGNATURE, tensors.size(), what));
    }
    return tensors.values().iterator().next();
  }

  private void add(String prefix, List<NodeDef> nodes, Map<String, String> arguments, int depth) {
    if (depth > MOST_NESTED) {
      throw new UnfollowedLayerException(
          "more than %d functions within each other are not followed".formatted(MOST_NESTED));
    }
    for (NodeDef node : nodes) {
      List<String> inputs = new ArrayList<>();
      for (String input : node.getInputList()) {
        if (!input.startsWith("^")) {
          inputs.add(arguments.getOrDefault(input, tensor(prefix, input)));
        }
      }
      FunctionDef called =
          functions.get(
              node.getAttrMap().containsKey("f")
                  ? node.getAttrMap().get("f").getFunc().getName()
                  : "");
      // A call of the outermost graph that does not read the images saves, restores or trains.
      boolean serves = depth > 0 || inputs.contains(image);
      if (node.getOp().endsWith("PartitionedCall") && called != null && serves) {
        call(prefix + node.getName(), called, inputs, depth);
      } else {
        ops.put(prefix + node.getName() + ":0", new GraphOp(prefix + node.getName(), node, inputs));
      }
    }
  }

  private void call(String id, FunctionDef called, List<String> inputs, int depth) {
    Map<String, String> arguments = new HashMap<>();
    List<OpDef.ArgDef> parameters = called.getSignature().getInputArgList();
    for (int i = 0; i < Math.min(parameters.size(), inputs.size()); i++) {
      arguments.put(parameters.get(i).getName(), inputs.get(i));
    }
    String prefix = id + "/";
    add(prefix, called.getNodeDefList(), arguments, depth + 1);
    List<OpDef.ArgDef> results = called.getSignature().getOutputArgList();
    for (int i = 0; i < results.size(); i++) {
      String result = called.getRetMap().getOrDefault(results.get(i).getName(), "");
      returned.put(id + ":" + i, arguments.getOrDefault(result, tensor(prefix, result)));
    }
  }

  /**
   * The id of a tensor: {@code node}, {@code node:1} or, in a function, {@code node:output:1},
   * where an operation's outputs before the last are counted as one.
   */
  private static String tensor(String prefix, String name) {
    int first = name.indexOf(':');
    int last = name.lastIndexOf(':');
    return prefix + (first < 0 ? name + ":0" : name.substring(0, first) + name.substring(last));
  }
}
