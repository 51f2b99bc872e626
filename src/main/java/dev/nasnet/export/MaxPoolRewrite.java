package dev.nasnet.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * TF Java's max pool takes window and strides as tensors (MaxPoolV2), which TFLite and
 * TensorFlow.js refuse; MaxPool has them as attributes.
 */
final class MaxPoolRewrite {
  private static final int RANK = 4;

  private MaxPoolRewrite() {}

  /** The node, or the MaxPool that stands for it. */
  static NodeDef apply(NodeDef node, Map<String, NodeDef> nodes) {
    if (!node.getOp().equals("MaxPoolV2")) {
      return node;
    }
    return node.toBuilder()
        .setOp("MaxPool")
        .clearInput()
        .addInput(node.getInput(0))
        .putAttr("ksize", Attributes.integers(constant(node.getInput(1), nodes)))
        .putAttr("strides", Attributes.integers(constant(node.getInput(2), nodes)))
        .build();
  }

  private static List<Long> constant(String input, Map<String, NodeDef> nodes) {
    NodeDef node = nodes.get(input);
    if (node == null || !node.getOp().equals("Const")) {
      throw new IllegalStateException("a max pool's window must be constant: " + input);
    }
    TensorProto tensor = node.getAttrOrThrow("value").getTensor();
    ByteBuffer bytes =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < RANK; i++) {
      boolean packed = bytes.hasRemaining();
      values.add(
          (long) (packed ? bytes.getInt() : tensor.getIntVal(last(tensor.getIntValCount(), i))));
    }
    return values;
  }

  /** A constant's equal last values are stored once. */
  private static int last(int count, int index) {
    return Math.min(index, count - 1);
  }
}
