package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.graphdef.NodeAttributes.node;
import static dev.nasnet.export.graphdef.NodeAttributes.type;

import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;

/**
 * From encoded images to the likeliest classes. The images of a batch may differ in size, so each
 * is decoded by itself; the class names are a constant of the graph, for an asset would need a
 * table and its initialisation in each loader.
 */
final class BytesFunction {
  private static final String DECODE = "decode";
  private static final String TOP = "top";
  private static final String NAMES = "names";

  private final BundleInterface endpoint;
  private final List<String> classNames;

  /**
   * @param classNames one a class, or none: then the classes are called 0, 1, …
   */
  BytesFunction(BundleInterface endpoint, List<String> classNames) {
    this.endpoint = endpoint;
    this.classNames = classNames;
  }

  /**
   * @param decoder the function from one encoded image to what the network takes
   * @param answer calls the network
   */
  FunctionDef define(String name, Signature signature, String decoder, WrapperFunction answer) {
    FunctionDef.Builder function =
        answer.start(name, signature.input(), signature.outputs(), DECODE + ":output:0");
    EmptyBatchPadding none = EmptyBatchPadding.of(function, FunctionSignature.INPUT);
    addDecode(function, decoder, none.filled());
    String probabilities = answer.reference(BundleInterface.PROBABILITIES);
    addTop(function, probabilities);
    for (TensorSignature output : signature.outputs()) {
      String tensor =
          switch (output.key()) {
            case "classes" -> NAMES + ":output:0";
            case "scores" -> TOP + ":values:0";
            default -> probabilities;
          };
      String rows = none.rows(tensor, output.type(), output.key() + "_rows");
      WrapperFunction.answer(function, output, rows);
    }
    return function.build();
  }

  private void addDecode(FunctionDef.Builder function, String decoder, String encoded) {
    function.addNodeDef(
        node("MapDefun", DECODE, encoded)
            .putAttr("Targuments", NodeAttributes.types(List.of(DataType.DT_STRING)))
            .putAttr("output_types", NodeAttributes.types(List.of(DataType.DT_FLOAT)))
            .putAttr("output_shapes", NodeAttributes.shapes(List.of(one().shape())))
            .putAttr("f", NodeAttributes.function(decoder)));
  }

  /** One image, without the batch. */
  TensorSignature one() {
    var shape = endpoint.image().shape().toBuilder().removeDim(0).build();
    return TensorSignature.floats(BundleInterface.IMAGE, shape);
  }

  private void addTop(FunctionDef.Builder function, String probabilities) {
    function.addNodeDef(NodeAttributes.integerConstant("k", endpoint.top()));
    function.addNodeDef(
        node("TopKV2", TOP, probabilities, "k:output:0").putAttr("T", type(DataType.DT_FLOAT)));
    function.addNodeDef(NodeAttributes.integerConstant("axis", 0));
    function.addNodeDef(
        NodeAttributes.stringConstant("class_names", NodeAttributes.stringTensor(names())));
    function.addNodeDef(
        node("GatherV2", NAMES, "class_names:output:0", TOP + ":indices:0", "axis:output:0")
            .putAttr("Tparams", type(DataType.DT_STRING))
            .putAttr("Tindices", type(DataType.DT_INT32))
            .putAttr("Taxis", type(DataType.DT_INT32)));
  }

  private List<String> names() {
    int classes = endpoint.network().spec().classes();
    return classNames.isEmpty()
        ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
        : classNames;
  }
}
