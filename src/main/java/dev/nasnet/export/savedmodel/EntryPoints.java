package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.savedmodel.StructuredValues.bool;
import static dev.nasnet.export.savedmodel.StructuredValues.dict;
import static dev.nasnet.export.savedmodel.StructuredValues.functionSpec;
import static dev.nasnet.export.savedmodel.StructuredValues.none;
import static dev.nasnet.export.savedmodel.StructuredValues.tuple;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.bfloat16.Bfloat16Graph;
import dev.nasnet.export.graphdef.BodyGraph;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import dev.nasnet.export.model.ExportModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedBareConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.Struct.StructuredValue;

/** The bundle's functions and the Python names under which they are called. */
final class EntryPoints {
  private final BundleInterface endpoint;
  private final ExportModel artefact;
  private final String answer;
  private final String train;
  private final String call = "__inference_call_3";
  private final String serve = "__inference_serve_4";
  private final String trainEndpoint = "__inference_train_5";
  private final String decode = "__inference_decode_6";
  private static final int FIRST_SIGNATURE = 7;

  /**
   * The attribute under which {@code tf.saved_model.save} looks for the signature of an object that
   * is saved again without a word about signatures; it drops the old map.
   */
  private static final String DEFAULT_SIGNATURE = "_default_save_signature";

  EntryPoints(BundleInterface endpoint, ExportModel artefact) {
    this.endpoint = endpoint;
    this.artefact = artefact;
    String network = endpoint.network().spec().name();
    answer = "__inference_%s_answer_1".formatted(network);
    train = "__inference_%s_train_2".formatted(network);
  }

  /** The function that a signature runs. */
  String function(Signature signature) {
    int number = FIRST_SIGNATURE + endpoint.signatures().indexOf(signature);
    return "__inference_signature_wrapper_%s_%s".formatted(signature.name(), number);
  }

  FunctionDefLibrary functions() {
    List<VariableSpec> variables = endpoint.variables();
    List<TensorSignature> model = List.of(endpoint.model());
    WrapperFunction answers = new WrapperFunction(endpoint, answer, endpoint.answers(), true);
    FunctionDefLibrary.Builder library =
        FunctionDefLibrary.newBuilder()
            .addFunction(
                new BodyFunction(answering(), variables)
                    .define(answer, endpoint.image(), endpoint.answers()))
            .addFunction(answers.define(call, model))
            .addFunction(answers.define(serve, model));
    if (endpoint.network() instanceof Network network) {
      library
          .addFunction(
              new BodyFunction(graphs().training(network), variables)
                  .define(train, endpoint.image(), model))
          .addFunction(
              new WrapperFunction(endpoint, train, model, false).define(trainEndpoint, model));
    }
    endpoint.signatures().forEach(signature -> add(library, signature, answers));
    return library.build();
  }

  private BodyGraph.Body answering() {
    BodyGraph.Body body = graphs().answering();
    return artefact.rounding().isPresent() ? Bfloat16Graph.of(body) : body;
  }

  private BodyGraph graphs() {
    return new BodyGraph(endpoint, artefact.weights());
  }

  private void add(
      FunctionDefLibrary.Builder library, Signature signature, WrapperFunction answers) {
    String name = function(signature);
    if (!signature.name().equals(BundleInterface.SERVE_BYTES)) {
      library.addFunction(answers.define(name, signature.outputs()));
      return;
    }
    BytesFunction bytes = new BytesFunction(endpoint, artefact.classNames());
    TensorSignature encoded =
        TensorSignature.strings(signature.input().key(), NodeAttributes.scalar());
    library.addFunction(
        new BodyFunction(graphs().decoding(), List.of())
            .define(decode, encoded, List.of(bytes.one())));
    library.addFunction(bytes.define(name, signature, decode, answers));
  }

  /** Adds {@code __call__}, the two endpoints for TFSMLayer, and the signatures. */
  void addTo(ObjectGraph objects) {
    FunctionSpec called =
        functionSpec(List.of("inputs", "training", "mask"), tuple(bool(false), none()), List.of());
    FunctionSpec plain = functionSpec(List.of("inputs"), none(), List.of());
    List<String> calls = endpoint.trains() ? List.of(call, train) : List.of(call);
    objects.child(ObjectGraph.ROOT, "__call__", function(called, calls));
    objects.child(ObjectGraph.ROOT, "serve", function(plain, List.of(serve)));
    if (endpoint.trains()) {
      objects.child(ObjectGraph.ROOT, "train", function(plain, List.of(trainEndpoint)));
    }
    SavedObject.Builder map = ObjectGraph.userObject("signature_map");
    int signatures = objects.child(ObjectGraph.ROOT, "signatures", map);
    for (Signature signature : endpoint.signatures()) {
      int id = objects.child(signatures, signature.name(), bare(signature));
      if (signature.name().equals(BundleInterface.SERVING)) {
        objects.link(ObjectGraph.ROOT, DEFAULT_SIGNATURE, id);
      }
    }
  }

  private SavedObject.Builder bare(Signature signature) {
    String keyword = signature.input().key();
    return SavedObject.newBuilder()
        .setBareConcreteFunction(
            SavedBareConcreteFunction.newBuilder()
                .setConcreteFunctionName(function(signature))
                .addArgumentKeywords(keyword)
                .setAllowedPositionalArguments(1)
                .setFunctionSpec(functionSpec(List.of(), none(), List.of(keyword))));
  }

  /** The object graph with what each function takes, gives and captures. */
  SavedObjectGraph describe(ObjectGraph objects) {
    TensorSignature image = endpoint.image();
    StructuredValue input =
        StructuredValues.tensor(TensorSignature.floats(FunctionSignature.INPUT, image.shape()));
    StructuredValue model = StructuredValues.tensor(endpoint.model());
    StructuredValue plain = tuple(tuple(input), dict(Map.of()));
    List<Integer> bound = objects.variableIds();
    SavedObjectGraph.Builder graph =
        objects
            .saved()
            .putConcreteFunctions(call, concrete(bound, called(input, false), model))
            .putConcreteFunctions(serve, concrete(bound, plain, model));
    if (endpoint.trains()) {
      graph
          .putConcreteFunctions(train, concrete(bound, called(input, true), model))
          .putConcreteFunctions(trainEndpoint, concrete(bound, plain, model));
    }
    for (Signature signature : endpoint.signatures()) {
      StructuredValue takes = tuple(tuple(), dict(specs(List.of(signature.input()))));
      StructuredValue gives = dict(specs(signature.outputs()));
      graph.putConcreteFunctions(function(signature), concrete(bound, takes, gives));
    }
    return graph.build();
  }

  private static Map<String, StructuredValue> specs(List<TensorSignature> ports) {
    Map<String, StructuredValue> specs = new LinkedHashMap<>();
    ports.forEach(port -> specs.put(port.key(), StructuredValues.tensor(port)));
    return specs;
  }

  private static StructuredValue called(StructuredValue input, boolean training) {
    return tuple(tuple(input, bool(training), none()), dict(Map.of()));
  }

  private static SavedObject.Builder function(FunctionSpec spec, List<String> functions) {
    return SavedObject.newBuilder()
        .setFunction(
            SavedFunction.newBuilder().addAllConcreteFunctions(functions).setFunctionSpec(spec));
  }

  private static SavedConcreteFunction concrete(
      List<Integer> bound, StructuredValue takes, StructuredValue gives) {
    return SavedConcreteFunction.newBuilder()
        .addAllBoundInputs(bound)
        .setCanonicalizedInputSignature(takes)
        .setOutputSignature(gives)
        .build();
  }
}
