package dev.nasnet.weights.keras;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Parts of a SavedModel's graph, as TensorFlow writes them. */
final class Protos {
  private Protos() {}

  static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }

  static AttrValue integers(long... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long value : values) {
      list.addI(value);
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  /** An int32 constant, a vector. */
  static NodeDef constant(String name, int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(shape(values.length))
            .setTensorContent(ByteString.copyFrom(bytes)));
  }

  static NodeDef constant(String name, TensorProto.Builder tensor) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  /** A graph with the signature for serving. */
  static MetaGraphDef graph(List<NodeDef> nodes, String input, String output, long... shape) {
    SignatureDef signature =
        SignatureDef.newBuilder()
            .putInputs(
                "images",
                TensorInfo.newBuilder().setName(input + ":0").setTensorShape(shape(shape)).build())
            .putOutputs("output", TensorInfo.newBuilder().setName(output + ":0").build())
            .build();
    return MetaGraphDef.newBuilder()
        .setGraphDef(GraphDef.newBuilder().addAllNode(nodes))
        .putSignatureDef("serving_default", signature)
        .build();
  }

  static TensorProto.Builder tensor(DataType type, long... shape) {
    return TensorProto.newBuilder().setDtype(type).setTensorShape(shape(shape));
  }

  static NodeDef floats(String name, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(
        name,
        tensor(DataType.DT_FLOAT, values.length).setTensorContent(ByteString.copyFrom(bytes)));
  }

  static NodeDef node(String name, String type, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(type).addAllInput(List.of(inputs)).build();
  }
}
