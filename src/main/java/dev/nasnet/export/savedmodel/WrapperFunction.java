package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.graphdef.NodeAttributes.node;

import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.List;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** A function that only calls another one; each entry point of a bundle is such a function. */
final class WrapperFunction {
  // Another name than Signature.CALL: OpenVINO confuses nodes of that name with the main graph's.
  private static final String INNER = "network";

  private final BundleInterface bundle;
  private final String callee;
  private final List<TensorSignature> results;
  private final boolean readOnly;

  /**
   * @param bundle the bundle's interface
   * @param callee the name of the function that is called
   * @param results all outputs of that function
   * @param readOnly whether that function changes no variable
   */
  WrapperFunction(
      BundleInterface bundle, String callee, List<TensorSignature> results, boolean readOnly) {
    this.bundle = bundle;
    this.callee = callee;
    this.results = results;
    this.readOnly = readOnly;
  }

  /** Returns a function that takes the image and returns some outputs of the called function. */
  FunctionDef define(String name, List<TensorSignature> outputs) {
    FunctionDef.Builder function = start(name, bundle.image(), outputs, FunctionSignature.INPUT);
    outputs.forEach(output -> output(function, output, reference(output.key())));
    return function.build();
  }

  /**
   * Starts a function that contains the call.
   *
   * @param image the name of the call's input, which the caller adds to the function
   */
  FunctionDef.Builder start(
      String name, TensorSignature input, List<TensorSignature> outputs, String image) {
    FunctionDef.Builder function =
        FunctionSignature.start(name, input, bundle.variables(), outputs);
    NodeDef.Builder call =
        callNode(callee, bundle, bundle.image(), results, readOnly).setName(INNER).addInput(image);
    for (int i = 0; i < bundle.variables().size(); i++) {
      call.addInput(FunctionSignature.handleName(i));
    }
    function.addNodeDef(call);
    FunctionSignature.alwaysRun(function, INNER);
    return function;
  }

  /** Returns the tensor of an output of the called function. */
  String reference(String key) {
    return INNER + ":output:" + results.stream().map(TensorSignature::key).toList().indexOf(key);
  }

  /**
   * Returns the node that calls a function; the caller adds its inputs: the tensor, each handle.
   */
  static NodeDef.Builder callNode(
      String callee,
      BundleInterface bundle,
      TensorSignature input,
      List<TensorSignature> outputs,
      boolean readOnly) {
    int variables = bundle.variables().size();
    return node(Signature.CALL, callee)
        .putAttr("f", NodeAttributes.function(callee))
        .putAttr("Tin", NodeAttributes.types(bundle.inputTypes(input)))
        .putAttr("Tout", NodeAttributes.types(outputs.stream().map(TensorSignature::type).toList()))
        .putAttr("_read_only_resource_inputs", NodeAttributes.oneTo(readOnly ? variables : 0));
  }

  /** Makes a tensor an output of the function. */
  static void output(FunctionDef.Builder function, TensorSignature output, String tensor) {
    String identity = output.key() + "_identity";
    function.addNodeDef(
        node("Identity", identity, tensor).putAttr("T", NodeAttributes.type(output.type())));
    function.putRet(output.key(), identity + ":output:0");
  }
}
