package dev.nasnet.export.graphdef;

import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The name, type and shape of a function's input or output tensor.
 *
 * @param key the name that callers use
 * @param type the type of the elements
 * @param shape the shape; −1 stands for an open dimension
 */
public record TensorSignature(String key, DataType type, TensorShapeProto shape) {
  /**
   * {@return a float32 tensor}
   *
   * @param key the name that callers use
   * @param shape the shape; −1 stands for an open dimension
   */
  public static TensorSignature floats(String key, TensorShapeProto shape) {
    return new TensorSignature(key, DataType.DT_FLOAT, shape);
  }

  /**
   * {@return a string tensor}
   *
   * @param key the name that callers use
   * @param shape the shape; −1 stands for an open dimension
   */
  public static TensorSignature strings(String key, TensorShapeProto shape) {
    return new TensorSignature(key, DataType.DT_STRING, shape);
  }

  /**
   * {@return the tensor as an argument of a function, under a name of the function}
   *
   * @param name the argument's name in the function
   */
  public OpDef.ArgDef argument(String name) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
  }

  /** Returns the tensor as a signature states it, as an output of a node of the main graph. */
  TensorInfo info(String node, int index) {
    return TensorInfo.newBuilder()
        .setName(node + ":" + index)
        .setDtype(type)
        .setTensorShape(shape)
        .build();
  }
}
