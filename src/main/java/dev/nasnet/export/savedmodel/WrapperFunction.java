package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.graphdef.NodeAttributes.node;

import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.List;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** A function that only calls another: what each entrance of the bundle is. */
final class WrapperFunction {
  // Not Signature.CALL: OpenVINO would take a tensor of this node for one of the main graph's.
  private static final String INNER = "network";

  private final BundleInterface endpoint;
  private final String callee;
  private final List<TensorSignature> gives;
  private final boolean readOnly;

  /**
   * @param callee the function that is called
   * @param gives all that it gives
   * @param readOnly whether it leaves all variables as they are
   */
  WrapperFunction(
      BundleInterface endpoint, String callee, List<TensorSignature> gives, boolean readOnly) {
    this.endpoint = endpoint;
    this.callee = callee;
    this.gives = gives;
    this.readOnly = readOnly;
  }

  /** Takes the image and gives these of what the called function gives. */
  FunctionDef define(String name, List<TensorSignature> outputs) {
    FunctionDef.Builder function = start(name, endpoint.image(), outputs, FunctionSignature.INPUT);
    outputs.forEach(output -> answer(function, output, reference(output.key())));
    return function.build();
  }

  /** A function that has the call in it, by a tensor that is still to be made in it. */
  FunctionDef.Builder start(
      String name, TensorSignature input, List<TensorSignature> outputs, String image) {
    FunctionDef.Builder function =
        FunctionSignature.start(name, input, endpoint.variables(), outputs);
    NodeDef.Builder call =
        callNode(callee, endpoint, endpoint.image(), gives, readOnly)
            .setName(INNER)
            .addInput(image);
    for (int i = 0; i < endpoint.variables().size(); i++) {
      call.addInput(FunctionSignature.handleName(i));
    }
    function.addNodeDef(call);
    FunctionSignature.alwaysRun(function, INNER);
    return function;
  }

  /** What the called function gives under a key. */
  String reference(String key) {
    return INNER + ":output:" + gives.stream().map(TensorSignature::key).toList().indexOf(key);
  }

  /** The node that calls a function; the input's name, then each handle's, are its inputs. */
  static NodeDef.Builder callNode(
      String callee,
      BundleInterface endpoint,
      TensorSignature input,
      List<TensorSignature> outputs,
      boolean readOnly) {
    int variables = endpoint.variables().size();
    return node(Signature.CALL, callee)
        .putAttr("f", NodeAttributes.function(callee))
        .putAttr("Tin", NodeAttributes.types(endpoint.inputTypes(input)))
        .putAttr("Tout", NodeAttributes.types(outputs.stream().map(TensorSignature::type).toList()))
        .putAttr("_read_only_resource_inputs", NodeAttributes.oneTo(readOnly ? variables : 0));
  }

  /** Gives a tensor under a key. */
  static void answer(FunctionDef.Builder function, TensorSignature output, String tensor) {
    String identity = output.key() + "_identity";
    function.addNodeDef(
        node("Identity", identity, tensor).putAttr("T", NodeAttributes.type(output.type())));
    function.putRet(output.key(), identity + ":output:0");
  }
}
