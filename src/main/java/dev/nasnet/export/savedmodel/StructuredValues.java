package dev.nasnet.export.savedmodel;

import dev.nasnet.export.graphdef.TensorSignature;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.Struct.DictValue;
import org.tensorflow.proto.Struct.ListValue;
import org.tensorflow.proto.Struct.NamedTupleValue;
import org.tensorflow.proto.Struct.NoneValue;
import org.tensorflow.proto.Struct.PairValue;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TensorSpecProto;
import org.tensorflow.proto.Struct.TupleValue;

/**
 * Python values as TensorFlow's StructuredValue, which describes a function's inputs and outputs.
 */
final class StructuredValues {
  private StructuredValues() {}

  static StructuredValue none() {
    return StructuredValue.newBuilder().setNoneValue(NoneValue.getDefaultInstance()).build();
  }

  static StructuredValue bool(boolean value) {
    return StructuredValue.newBuilder().setBoolValue(value).build();
  }

  static StructuredValue tuple(StructuredValue... values) {
    TupleValue tuple = TupleValue.newBuilder().addAllValues(List.of(values)).build();
    return StructuredValue.newBuilder().setTupleValue(tuple).build();
  }

  static StructuredValue strings(List<String> values) {
    ListValue.Builder list = ListValue.newBuilder();
    values.forEach(value -> list.addValues(StructuredValue.newBuilder().setStringValue(value)));
    return StructuredValue.newBuilder().setListValue(list).build();
  }

  static StructuredValue dict(Map<String, StructuredValue> fields) {
    DictValue dict = DictValue.newBuilder().putAllFields(fields).build();
    return StructuredValue.newBuilder().setDictValue(dict).build();
  }

  static StructuredValue tensor(TensorSignature tensor) {
    TensorSpecProto spec =
        TensorSpecProto.newBuilder()
            .setName(tensor.key())
            .setShape(tensor.shape())
            .setDtype(tensor.type())
            .build();
    return StructuredValue.newBuilder().setTensorSpecValue(spec).build();
  }

  /** Returns a Python function's signature; all seven parts are required, in this order. */
  static FunctionSpec functionSpec(
      List<String> arguments, StructuredValue defaults, List<String> keywordOnly) {
    NamedTupleValue.Builder tuple =
        NamedTupleValue.newBuilder()
            .setName("FullArgSpec")
            .addValues(pair("args", strings(arguments)))
            .addValues(pair("varargs", none()))
            .addValues(pair("varkw", none()))
            .addValues(pair("defaults", defaults))
            .addValues(pair("kwonlyargs", strings(keywordOnly)))
            .addValues(pair("kwonlydefaults", none()))
            .addValues(pair("annotations", dict(Map.of())));
    return FunctionSpec.newBuilder()
        .setFullargspec(StructuredValue.newBuilder().setNamedTupleValue(tuple))
        .setInputSignature(none())
        .build();
  }

  private static PairValue pair(String key, StructuredValue value) {
    return PairValue.newBuilder().setKey(key).setValue(value).build();
  }
}
