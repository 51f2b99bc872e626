package dev.nasnet.export.graphdef;

import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The operations that are registered in this TensorFlow. */
public final class RegisteredOps {
  /** Lists the operations that TensorFlow's native library has registered. */
  public RegisteredOps() {}

  private final Map<String, OpDef> ops =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(Collectors.toMap(OpDef::getName, op -> op));

  /**
   * {@return a node's operation}
   *
   * @param node a node of any graph; only its type is read
   * @throws IllegalStateException if it is not registered
   */
  public OpDef of(NodeDef node) {
    OpDef op = ops.get(node.getOp());
    if (op == null) {
      throw new IllegalStateException("unknown operation: " + node.getOp());
    }
    return op;
  }

  /**
   * Removes the attributes that equal their default, so that an older runtime can load the node.
   *
   * @param node the node, which is changed
   * @param op the node's operation, which states the defaults
   */
  public void stripDefaults(NodeDef.Builder node, OpDef op) {
    for (OpDef.AttrDef attribute : op.getAttrList()) {
      String name = attribute.getName();
      if (attribute.hasDefaultValue()
          && node.containsAttr(name)
          && node.getAttrOrThrow(name).equals(attribute.getDefaultValue())) {
        node.removeAttr(name);
      }
    }
  }
}
