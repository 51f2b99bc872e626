package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.graphdef.NodeAttributes.node;
import static dev.nasnet.export.graphdef.NodeAttributes.type;

import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;

/**
 * The function from encoded images to the most probable classes. The images of a batch may differ
 * in size, so each is decoded separately. The class names are a constant of the graph, since an
 * asset would need a table that each loader initializes.
 */
final class BytesFunction {
  private static final String DECODE = "decode";
  private static final String TOP = "top";
  private static final String NAMES = "names";

  private final BundleInterface bundle;
  private final List<String> classNames;

  /**
   * @param classNames one name for each class; if there are none, the classes are called 0, 1, …
   */
  BytesFunction(BundleInterface bundle, List<String> classNames) {
    this.bundle = bundle;
    this.classNames = classNames;
  }

  /**
   * @param name the function's name
   * @param signature the signature that runs it
   * @param decoder the name of the function from one encoded image to the network's input
   * @param network the function that calls the network
   */
  FunctionDef define(String name, Signature signature, String decoder, WrapperFunction network) {
    FunctionDef.Builder function =
        network.start(name, signature.input(), signature.outputs(), DECODE + ":output:0");
    EmptyBatchPadding padding = EmptyBatchPadding.of(function, FunctionSignature.INPUT);
    addDecode(function, decoder, padding.filled());
    String probabilities = network.reference(SignatureNames.PROBABILITIES);
    addTop(function, probabilities);
    for (TensorSignature output : signature.outputs()) {
      String tensor =
          switch (output.key()) {
            case SignatureNames.CLASSES -> NAMES + ":output:0";
            case SignatureNames.SCORES -> TOP + ":values:0";
            default -> probabilities;
          };
      String rows = padding.rows(tensor, output.type(), output.key() + "_rows");
      WrapperFunction.output(function, output, rows);
    }
    return function.build();
  }

  private void addDecode(FunctionDef.Builder function, String decoder, String encoded) {
    function.addNodeDef(
        node("MapDefun", DECODE, encoded)
            .putAttr("Targuments", NodeAttributes.types(List.of(DataType.DT_STRING)))
            .putAttr("output_types", NodeAttributes.types(List.of(DataType.DT_FLOAT)))
            .putAttr("output_shapes", NodeAttributes.shapes(List.of(image().shape())))
            .putAttr("f", NodeAttributes.function(decoder)));
  }

  /** Returns one decoded image, without a batch dimension. */
  TensorSignature image() {
    var shape = bundle.image().shape().toBuilder().removeDim(0).build();
    return TensorSignature.floats(SignatureNames.IMAGE, shape);
  }

  private void addTop(FunctionDef.Builder function, String probabilities) {
    function.addNodeDef(NodeAttributes.integerConstant("k", bundle.top()));
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
    int classes = bundle.network().spec().classes();
    return classNames.isEmpty()
        ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
        : classNames;
  }
}
