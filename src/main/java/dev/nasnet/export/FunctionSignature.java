package dev.nasnet.export;

import dev.nasnet.architecture.VariableSpec;
import java.util.Collections;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.ResourceHandleProto;
import org.tensorflow.proto.TensorShapeProto;

/** The shell that all functions share: takes the image and every variable's handle. */
final class FunctionSignature {
  static final String INPUT = "inputs";

  private FunctionSignature() {}

  /** A function without a body that gives these outputs. */
  static FunctionDef.Builder start(String name, Endpoint endpoint, List<String> outputs) {
    FunctionDef.Builder function = FunctionDef.newBuilder();
    OpDef.Builder signature = function.getSignatureBuilder().setName(name).setIsStateful(true);
    signature.addInputArg(floats(INPUT));
    List<VariableSpec> variables = endpoint.variables();
    for (int i = 0; i < variables.size(); i++) {
      signature.addInputArg(handle(i, variables.get(i)));
    }
    outputs.forEach(output -> signature.addOutputArg(floats(output)));
    describeArguments(function, endpoint);
    return function;
  }

  /** Makes a node run whenever the function does. */
  static void alwaysRun(FunctionDef.Builder function, String node) {
    function.getSignatureBuilder().addControlOutput(node);
    function.putControlRet(node, node);
  }

  static String handleName(int index) {
    return "v%d_resource".formatted(index);
  }

  private static OpDef.ArgDef floats(String name) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(DataType.DT_FLOAT).build();
  }

  private static OpDef.ArgDef handle(int index, VariableSpec variable) {
    return OpDef.ArgDef.newBuilder()
        .setName(handleName(index))
        .setType(DataType.DT_RESOURCE)
        .addHandleData(
            ResourceHandleProto.DtypeAndShape.newBuilder()
                .setDtype(DataType.DT_FLOAT)
                .setShape(Attributes.shape(variable.dimensions())))
        .build();
  }

  private static void describeArguments(FunctionDef.Builder function, Endpoint endpoint) {
    List<TensorShapeProto> image = List.of(endpoint.image());
    List<TensorShapeProto> shapes = new java.util.ArrayList<>(image);
    shapes.addAll(Collections.nCopies(endpoint.variables().size(), Attributes.scalar()));
    function.putAttr("_input_shapes", Attributes.shapes(shapes));
    function.putAttr("_construction_context", Attributes.string("kEagerRuntime"));
    function.putArgAttr(
        0,
        FunctionDef.ArgAttrs.newBuilder()
            .putAttr("_output_shapes", Attributes.shapes(image))
            .build());
  }
}
