package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.savedmodel.StructuredValues.bool;
import static dev.nasnet.export.savedmodel.StructuredValues.dict;
import static dev.nasnet.export.savedmodel.StructuredValues.functionSpec;
import static dev.nasnet.export.savedmodel.StructuredValues.none;
import static dev.nasnet.export.savedmodel.StructuredValues.tuple;

import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedBareConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.Struct.StructuredValue;

/**
 * The Python names under which a bundle's functions are called: {@code __call__}, the endpoints
 * {@code serve} and {@code train}, and the signatures.
 */
final class EntryPoints {
  /**
   * The attribute in which {@code tf.saved_model.save} looks for the signature of an object that is
   * saved again without the argument {@code signatures}, where it drops the map of signatures.
   */
  private static final String DEFAULT_SIGNATURE = "_default_save_signature";

  private final BundleInterface bundle;
  private final BundleFunctions functions;
  private final ObjectGraph objects;

  /** Makes a bundle's object graph: the Keras network with its layers, and the entry points. */
  EntryPoints(BundleInterface bundle, BundleFunctions functions) {
    this.bundle = bundle;
    this.functions = functions;
    objects = new ObjectGraph(bundle);
    addFunctions();
    addSignatures();
  }

  /** Returns the object graph, which has the entry points. */
  ObjectGraph objects() {
    return objects;
  }

  /** Adds {@code __call__} and the two endpoints that TFSMLayer calls. */
  private void addFunctions() {
    FunctionSpec call =
        functionSpec(List.of("inputs", "training", "mask"), tuple(bool(false), none()), List.of());
    FunctionSpec plain = functionSpec(List.of("inputs"), none(), List.of());
    List<String> called =
        bundle.isTrainable()
            ? List.of(BundleFunctions.CALL, functions.training())
            : List.of(BundleFunctions.CALL);
    objects.child(ObjectGraph.ROOT, "__call__", function(call, called));
    objects.child(
        ObjectGraph.ROOT,
        SignatureNames.SERVE_ENDPOINT,
        function(plain, List.of(BundleFunctions.SERVE)));
    if (bundle.isTrainable()) {
      objects.child(
          ObjectGraph.ROOT,
          SignatureNames.TRAIN_ENDPOINT,
          function(plain, List.of(BundleFunctions.TRAIN_ENDPOINT)));
    }
  }

  private void addSignatures() {
    SavedObject.Builder map = ObjectGraph.userObject("signature_map");
    int signatures = objects.child(ObjectGraph.ROOT, "signatures", map);
    for (Signature signature : bundle.signatures()) {
      int id = objects.child(signatures, signature.name(), bare(signature));
      if (signature.name().equals(SignatureNames.SERVING_DEFAULT)) {
        objects.link(ObjectGraph.ROOT, DEFAULT_SIGNATURE, id);
      }
    }
  }

  private SavedObject.Builder bare(Signature signature) {
    String keyword = signature.input().key();
    return SavedObject.newBuilder()
        .setBareConcreteFunction(
            SavedBareConcreteFunction.newBuilder()
                .setConcreteFunctionName(functions.of(signature))
                .addArgumentKeywords(keyword)
                .setAllowedPositionalArguments(1)
                .setFunctionSpec(functionSpec(List.of(), none(), List.of(keyword))));
  }

  /** Returns the object graph with the inputs, outputs and captured variables of each function. */
  SavedObjectGraph describe() {
    TensorSignature image = bundle.image();
    StructuredValue input =
        StructuredValues.tensor(TensorSignature.floats(FunctionSignature.INPUT, image.shape()));
    StructuredValue output = StructuredValues.tensor(bundle.kerasOutput());
    StructuredValue plain = tuple(tuple(input), dict(Map.of()));
    List<Integer> bound = objects.variableIds();
    SavedObjectGraph.Builder graph =
        objects
            .saved()
            .putConcreteFunctions(
                BundleFunctions.CALL, concrete(bound, called(input, false), output))
            .putConcreteFunctions(BundleFunctions.SERVE, concrete(bound, plain, output));
    if (bundle.isTrainable()) {
      graph
          .putConcreteFunctions(functions.training(), concrete(bound, called(input, true), output))
          .putConcreteFunctions(BundleFunctions.TRAIN_ENDPOINT, concrete(bound, plain, output));
    }
    for (Signature signature : bundle.signatures()) {
      StructuredValue inputs = tuple(tuple(), dict(specs(List.of(signature.input()))));
      StructuredValue outputs = dict(specs(signature.outputs()));
      graph.putConcreteFunctions(functions.of(signature), concrete(bound, inputs, outputs));
    }
    return graph.build();
  }

  private static Map<String, StructuredValue> specs(List<TensorSignature> tensors) {
    Map<String, StructuredValue> specs = new LinkedHashMap<>();
    tensors.forEach(tensor -> specs.put(tensor.key(), StructuredValues.tensor(tensor)));
    return specs;
  }

  private static StructuredValue called(StructuredValue input, boolean training) {
    return tuple(tuple(input, bool(training), none()), dict(Map.of()));
  }

  private static SavedObject.Builder function(FunctionSpec spec, List<String> concrete) {
    return SavedObject.newBuilder()
        .setFunction(
            SavedFunction.newBuilder().addAllConcreteFunctions(concrete).setFunctionSpec(spec));
  }

  private static SavedConcreteFunction concrete(
      List<Integer> bound, StructuredValue inputs, StructuredValue outputs) {
    return SavedConcreteFunction.newBuilder()
        .addAllBoundInputs(bound)
        .setCanonicalizedInputSignature(inputs)
        .setOutputSignature(outputs)
        .build();
  }
}
