package dev.nasnet.export.graphdef;

import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * One tensor that a function takes or gives.
 *
 * @param key the name by which callers know it
 * @param type its elements
 * @param shape its shape, −1 where a dimension is open
 */
public record TensorSignature(String key, DataType type, TensorShapeProto shape) {
  /** Returns a float32 tensor. */
  public static TensorSignature floats(String key, TensorShapeProto shape) {
    return new TensorSignature(key, DataType.DT_FLOAT, shape);
  }

  /** Returns a string tensor. */
  public static TensorSignature strings(String key, TensorShapeProto shape) {
    return new TensorSignature(key, DataType.DT_STRING, shape);
  }

  /** As an argument of a function, by a name of the function's own. */
  public OpDef.ArgDef argument(String name) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
  }

  /** As a signature states it: which tensor of the main graph it is. */
  TensorInfo info(String node, int index) {
    return TensorInfo.newBuilder()
        .setName(node + ":" + index)
        .setDtype(type)
        .setTensorShape(shape)
        .build();
  }
}
