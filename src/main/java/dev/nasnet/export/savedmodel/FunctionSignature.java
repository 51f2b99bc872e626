package dev.nasnet.export.savedmodel;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.ResourceHandleProto;
import org.tensorflow.proto.TensorShapeProto;

/** The signature that all functions share: one tensor and the handle of every variable. */
final class FunctionSignature {
  static final String INPUT = "inputs";

  private FunctionSignature() {}

  /** Starts a function that has arguments and outputs, but no body. */
  static FunctionDef.Builder start(
      String name,
      TensorSignature input,
      List<VariableSpec> variables,
      List<TensorSignature> outputs) {
    FunctionDef.Builder function = FunctionDef.newBuilder();
    OpDef.Builder signature = function.getSignatureBuilder().setName(name);
    signature.setIsStateful(!variables.isEmpty()).addInputArg(input.argument(INPUT));
    for (int i = 0; i < variables.size(); i++) {
      signature.addInputArg(handle(i, variables.get(i)));
    }
    outputs.forEach(output -> signature.addOutputArg(output.argument(output.key())));
    describeArguments(function, input, variables.size());
    return function;
  }

  /** Makes a node run whenever the function runs. */
  static void alwaysRun(FunctionDef.Builder function, String node) {
    function.getSignatureBuilder().addControlOutput(node);
    function.putControlRet(node, node);
  }

  /** Returns a short name: each function has one for every variable. */
  static String handleName(int index) {
    return "v" + index;
  }

  private static OpDef.ArgDef handle(int index, VariableSpec variable) {
    return OpDef.ArgDef.newBuilder()
        .setName(handleName(index))
        .setType(DataType.DT_RESOURCE)
        .addHandleData(
            ResourceHandleProto.DtypeAndShape.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setShape(NodeAttributes.shape(variable.dimensions())))
        .build();
  }

  private static void describeArguments(
      FunctionDef.Builder function, TensorSignature input, int handles) {
    List<TensorShapeProto> image = List.of(input.shape());
    List<TensorShapeProto> shapes = new ArrayList<>(image);
    shapes.addAll(Collections.nCopies(handles, NodeAttributes.scalar()));
    function.putAttr("_input_shapes", NodeAttributes.shapes(shapes));
    function.putAttr("_construction_context", NodeAttributes.string("kEagerRuntime"));
    function.putArgAttr(
        0,
        FunctionDef.ArgAttrs.newBuilder()
            .putAttr("_output_shapes", NodeAttributes.shapes(image))
            .build());
  }
}
