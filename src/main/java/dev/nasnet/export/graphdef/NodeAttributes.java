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

/** Short words for TensorFlow's node and attribute messages. */
public final class NodeAttributes {
  private static final TensorShapeProto SCALAR = TensorShapeProto.getDefaultInstance();

  private NodeAttributes() {}

  public static NodeDef.Builder node(String op, String name, String... inputs) {
    return NodeDef.newBuilder().setOp(op).setName(name).addAllInput(List.of(inputs));
  }

  public static NodeDef stringConstant(String name, AttrValue value) {
    return node("Const", name)
        .putAttr("dtype", type(DataType.DT_STRING))
        .putAttr("value", value)
        .build();
  }

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

  /** As {@link #integerConstant}, a vector. */
  public static NodeDef integersConstant(String name, int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape(values.length));
    IntStream.of(values).forEach(tensor::addIntVal);
    return node("Const", name)
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /** A shape; −1 where a dimension is open. */
  public static TensorShapeProto shape(long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    LongStream.of(dimensions)
        .forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return shape.build();
  }

  public static TensorShapeProto scalar() {
    return SCALAR;
  }

  public static AttrValue shape(TensorShapeProto shape) {
    return AttrValue.newBuilder().setShape(shape).build();
  }

  public static AttrValue shapes(List<TensorShapeProto> shapes) {
    return list(AttrValue.ListValue.newBuilder().addAllShape(shapes));
  }

  public static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  public static AttrValue types(List<DataType> types) {
    return list(AttrValue.ListValue.newBuilder().addAllType(types));
  }

  /** The numbers from one to a last one, which may be 0 for none. */
  public static AttrValue oneTo(int last) {
    AttrValue.ListValue.Builder numbers = AttrValue.ListValue.newBuilder();
    IntStream.rangeClosed(1, last).forEach(numbers::addI);
    return list(numbers);
  }

  public static AttrValue integers(List<Long> numbers) {
    return list(AttrValue.ListValue.newBuilder().addAllI(numbers));
  }

  public static AttrValue string(String text) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
  }

  public static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  public static AttrValue stringTensor(ByteString value) {
    return tensor(SCALAR, List.of(value));
  }

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
