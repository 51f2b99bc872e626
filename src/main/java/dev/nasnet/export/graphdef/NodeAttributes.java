package dev.nasnet.export.graphdef;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Builds TensorFlow's node and attribute messages. */
public final class NodeAttributes {
  private static final TensorShapeProto SCALAR = TensorShapeProto.getDefaultInstance();

  private NodeAttributes() {}

  /**
   * Starts a node.
   *
   * @param op the type of the operation, such as {@code Conv2D}
   * @param name the node's name, unique in its graph
   * @param inputs the names of the tensors that the node reads, in order
   * @return the builder of the node, to which attributes can be added
   */
  public static NodeDef.Builder node(String op, String name, String... inputs) {
    return NodeDef.newBuilder().setOp(op).setName(name).addAllInput(List.of(inputs));
  }

  /**
   * {@return a constant of strings}
   *
   * @param name the node's name, unique in its graph
   * @param value the attribute with the string tensor
   */
  public static NodeDef stringConstant(String name, AttrValue value) {
    return node("Const", name)
        .putAttr("dtype", type(DataType.DT_STRING))
        .putAttr("value", value)
        .build();
  }

  /**
   * {@return an int32 scalar constant}
   *
   * @param name the node's name, unique in its graph
   * @param value the constant's value
   */
  public static NodeDef integerConstant(String name, int value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(SCALAR)
            .addIntVal(value)
            .build();
    return node("Const", name)
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /**
   * {@return a constant vector of int32 numbers}
   *
   * @param name the node's name, unique in its graph
   * @param values the elements of the vector
   */
  public static NodeDef integersConstant(String name, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape(values.length));
    IntStream.of(values).forEach(tensor::addIntVal);
    return node("Const", name)
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /**
   * {@return a shape; −1 stands for an open dimension}
   *
   * @param dimensions the length of each dimension
   */
  public static TensorShapeProto shape(long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    LongStream.of(dimensions)
        .forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return shape.build();
  }

  /** {@return the shape of a scalar} */
  public static TensorShapeProto scalar() {
    return SCALAR;
  }

  /**
   * {@return a shape as an attribute}
   *
   * @param shape the shape of one tensor
   */
  public static AttrValue shape(TensorShapeProto shape) {
    return AttrValue.newBuilder().setShape(shape).build();
  }

  /**
   * {@return a list of shapes as an attribute}
   *
   * @param shapes the shapes, in order
   */
  public static AttrValue shapes(List<TensorShapeProto> shapes) {
    return list(AttrValue.ListValue.newBuilder().addAllShape(shapes));
  }

  /**
   * {@return a data type as an attribute}
   *
   * @param type the type of a tensor's elements
   */
  public static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  /**
   * {@return a list of data types as an attribute}
   *
   * @param types the data types, in order
   */
  public static AttrValue types(List<DataType> types) {
    return list(AttrValue.ListValue.newBuilder().addAllType(types));
  }

  /**
   * {@return the numbers from 1 to {@code last} as an attribute; none where it is 0}
   *
   * @param last the last number, at least 0
   */
  public static AttrValue oneTo(int last) {
    AttrValue.ListValue.Builder numbers = AttrValue.ListValue.newBuilder();
    IntStream.rangeClosed(1, last).forEach(numbers::addI);
    return list(numbers);
  }

  /**
   * {@return a list of int64 numbers as an attribute}
   *
   * @param numbers the numbers, in order
   */
  public static AttrValue integers(List<Long> numbers) {
    return list(AttrValue.ListValue.newBuilder().addAllI(numbers));
  }

  /**
   * {@return a text as an attribute, in UTF-8}
   *
   * @param text any text
   */
  public static AttrValue string(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  /**
   * {@return the name of a function as an attribute}
   *
   * @param name the function's name in the graph's library
   */
  public static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  /**
   * {@return a scalar string tensor as an attribute}
   *
   * @param value the bytes of the one string
   */
  public static AttrValue stringTensor(ByteString value) {
    return tensor(SCALAR, List.of(value));
  }

  /**
   * {@return a string tensor of shape {@code [n]} as an attribute, in UTF-8}
   *
   * @param values the strings, in order
   */
  public static AttrValue stringTensor(List<String> values) {
    return tensor(shape(values.size()), values.stream().map(ByteString::copyFromUtf8).toList());
  }

  private static AttrValue tensor(TensorShapeProto shape, List<ByteString> values) {
    return AttrValue.newBuilder()
        .setTensor(
            TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .setTensorShape(shape)
                .addAllStringVal(values))
        .build();
  }

  private static AttrValue list(AttrValue.ListValue.Builder values) {
    return AttrValue.newBuilder().setList(values).build();
  }
}
