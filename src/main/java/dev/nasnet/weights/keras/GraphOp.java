package dev.nasnet.weights.keras;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * An operation of a SavedModel's serving function.
 *
 * @param id unique in the whole function, with the functions that it calls
 * @param node the operation with its attributes
 * @param inputs the ids of the tensors that it reads, in order
 */
record GraphOp(String id, NodeDef node, List<String> inputs) {
  /** Constants that are arguments of layers are smaller: paddings have eight values. */
  private static final long MOST_VALUES = 16;

  /** Copies the list. */
  GraphOp {
    inputs = List.copyOf(inputs);
  }

  String type() {
    return node.getOp();
  }

  /** The name of the layer that the operation is a part of, for messages. */
  String layerName() {
    String[] parts = node.getName().split("/", -1);
    return parts.length > 1 ? parts[parts.length - 2] : parts[0];
  }

  /** The integers of an attribute; none where it is absent. */
  List<Long> integers(String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getList().getIList();
  }

  String text(String attribute) {
    return attribute(attribute).getS().toStringUtf8();
  }

  boolean flag(String attribute) {
    return attribute(attribute).getB();
  }

  AttrValue attribute(String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance());
  }

  /** The dimensions of a variable; none of other operations. */
  List<Integer> shape() {
    return attribute("shape").getShape().getDimList().stream()
        .map(dim -> (int) dim.getSize())
        .toList();
  }

  /** The values of a small constant of float32, int32 or int64; empty for all else. */
  Optional<List<Double>> values() {
    TensorProto tensor = attribute("value").getTensor();
    long count =
        tensor.getTensorShape().getDimList().stream()
            .mapToLong(dim -> dim.getSize())
            .reduce(1, (a, b) -> a < 0 || b < 0 || a > MOST_VALUES ? MOST_VALUES + 1 : a * b);
    if (!type().equals("Const") || count > MOST_VALUES) {
      return Optional.empty();
    }
    List<Double> values = new ArrayList<>();
    ByteBuffer content =
        tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    switch (tensor.getDtype()) {
      case DT_FLOAT -> {
        tensor.getFloatValList().forEach(value -> values.add((double) value));
        while (content.remaining() >= Float.BYTES) {
          values.add((double) content.getFloat());
        }
      }
      case DT_INT32 -> {
        tensor.getIntValList().forEach(value -> values.add((double) value));
        while (content.remaining() >= Integer.BYTES) {
          values.add((double) content.getInt());
        }
      }
      case DT_INT64 -> {
        tensor.getInt64ValList().forEach(value -> values.add((double) value));
        while (content.remaining() >= Long.BYTES) {
          values.add((double) content.getLong());
        }
      }
      default -> {
        return Optional.empty();
      }
    }
    // A list that is shorter than the constant ends with the value of all the rest.
    while (!values.isEmpty() && values.size() < count) {
      values.add(values.get(values.size() - 1));
    }
    return values.size() == count ? Optional.of(values) : Optional.empty();
  }
}
