package dev.nasnet.export;

import static dev.nasnet.export.Attributes.node;

import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** A function that only calls another: what each entrance of the bundle is. */
final class WrapperFunction {
  static final String CALL = "StatefulPartitionedCall";

  private WrapperFunction() {}

  /** Gives everything that the called function gives, under the endpoint's keys. */
  static FunctionDef all(String name, String callee, Endpoint endpoint) {
    List<String> keys = endpoint.outputs().stream().map(Endpoint.Output::key).toList();
    FunctionDef.Builder function = call(name, callee, endpoint, keys, keys.size(), true);
    for (int i = 0; i < keys.size(); i++) {
      answer(function, keys.get(i), i);
    }
    return function.build();
  }

  /** Gives the Keras model's output alone, which the called function gives at an index. */
  static FunctionDef one(
      String name, String callee, Endpoint endpoint, int calleeOutputs, boolean readOnly) {
    String key = endpoint.modelOutput();
    FunctionDef.Builder function =
        call(name, callee, endpoint, List.of(key), calleeOutputs, readOnly);
    answer(function, key, calleeOutputs == 1 ? 0 : endpoint.modelIndex());
    return function.build();
  }

  /** The node that calls a function; the image's name, then each handle's, are its inputs. */
  static NodeDef.Builder callNode(String callee, Endpoint endpoint, int outputs, boolean readOnly) {
    int variables = endpoint.variables().size();
    return node(CALL, CALL)
        .putAttr("f", Attributes.function(callee))
        .putAttr("Tin", Attributes.types(endpoint.inputTypes()))
        .putAttr(
            "Tout", Attributes.types(java.util.Collections.nCopies(outputs, DataType.DT_FLOAT)))
        .putAttr("_read_only_resource_inputs", Attributes.oneTo(readOnly ? variables : 0));
  }

  private static FunctionDef.Builder call(
      String name,
      String callee,
      Endpoint endpoint,
      List<String> keys,
      int calleeOutputs,
      boolean readOnly) {
    FunctionDef.Builder function = FunctionSignature.start(name, endpoint, keys);
    NodeDef.Builder call = callNode(callee, endpoint, calleeOutputs, readOnly);
    call.addInput(FunctionSignature.INPUT);
    for (int i = 0; i < endpoint.variables().size(); i++) {
      call.addInput(FunctionSignature.handleName(i));
    }
    function.addNodeDef(call);
    FunctionSignature.alwaysRun(function, CALL);
    return function;
  }

  private static void answer(FunctionDef.Builder function, String key, int index) {
    String identity = key + "_identity";
    function.addNodeDef(
        node("Identity", identity, CALL + ":output:" + index)
            .putAttr("T", Attributes.type(DataType.DT_FLOAT)));
    function.putRet(key, identity + ":output:0");
  }
}
