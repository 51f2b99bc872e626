package dev.nasnet.export;

import static dev.nasnet.export.StructuredValues.bool;
import static dev.nasnet.export.StructuredValues.dict;
import static dev.nasnet.export.StructuredValues.floats;
import static dev.nasnet.export.StructuredValues.functionSpec;
import static dev.nasnet.export.StructuredValues.none;
import static dev.nasnet.export.StructuredValues.tuple;

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
  static final String SERVING = "serving_default";

  private final Endpoint endpoint;
  private final String answer;
  private final String train;
  private final String call = "__inference_call_3";
  private final String serve = "__inference_serve_4";
  private final String trainEndpoint = "__inference_train_5";
  private final String signature = "__inference_signature_wrapper_6";

  EntryPoints(Endpoint endpoint) {
    this.endpoint = endpoint;
    String network = endpoint.network().spec().name();
    answer = "__inference_%s_answer_1".formatted(network);
    train = "__inference_%s_train_2".formatted(network);
  }

  /** The function that {@code serving_default} runs. */
  String signatureFunction() {
    return signature;
  }

  FunctionDefLibrary library() {
    BodyGraph graphs = new BodyGraph(endpoint);
    int answers = endpoint.outputs().size();
    return FunctionDefLibrary.newBuilder()
        .addFunction(new BodyFunction(graphs.answering(), endpoint).define(answer))
        .addFunction(new BodyFunction(graphs.training(), endpoint).define(train))
        .addFunction(WrapperFunction.one(call, answer, endpoint, answers, true))
        .addFunction(WrapperFunction.one(serve, answer, endpoint, answers, true))
        .addFunction(WrapperFunction.one(trainEndpoint, train, endpoint, 1, false))
        .addFunction(WrapperFunction.all(signature, answer, endpoint))
        .build();
  }

  /** Adds {@code __call__}, the two endpoints for TFSMLayer, and the signatures. */
  void addTo(ObjectGraph objects) {
    FunctionSpec called =
        functionSpec(List.of("inputs", "training", "mask"), tuple(bool(false), none()), List.of());
    FunctionSpec plain = functionSpec(List.of("inputs"), none(), List.of());
    objects.child(ObjectGraph.ROOT, "__call__", function(called, List.of(call, train)));
    objects.child(ObjectGraph.ROOT, "serve", function(plain, List.of(serve)));
    objects.child(ObjectGraph.ROOT, "train", function(plain, List.of(trainEndpoint)));
    SavedObject.Builder map = ObjectGraph.userObject("signature_map");
    int signatures = objects.child(ObjectGraph.ROOT, "signatures", map);
    objects.child(
        signatures,
        SERVING,
        SavedObject.newBuilder()
            .setBareConcreteFunction(
                SavedBareConcreteFunction.newBuilder()
                    .setConcreteFunctionName(signature)
                    .addArgumentKeywords(Endpoint.IMAGE)
                    .setAllowedPositionalArguments(1)
                    .setFunctionSpec(functionSpec(List.of(), none(), List.of(Endpoint.IMAGE)))));
  }

  /** The object graph with what each function takes, gives and captures. */
  SavedObjectGraph describe(ObjectGraph objects) {
    StructuredValue input = floats(FunctionSignature.INPUT, endpoint.image());
    StructuredValue model = floats(endpoint.modelOutput(), endpoint.model().shape());
    StructuredValue plain = tuple(tuple(input), dict(Map.of()));
    Map<String, StructuredValue> image =
        Map.of(Endpoint.IMAGE, floats(Endpoint.IMAGE, endpoint.image()));
    Map<String, StructuredValue> outputs = new LinkedHashMap<>();
    endpoint.outputs().forEach(o -> outputs.put(o.key(), floats(o.key(), o.shape())));
    List<Integer> bound = objects.variableIds();
    return objects
        .saved()
        .putConcreteFunctions(call, concrete(bound, called(input, false), model))
        .putConcreteFunctions(train, concrete(bound, called(input, true), model))
        .putConcreteFunctions(serve, concrete(bound, plain, model))
        .putConcreteFunctions(trainEndpoint, concrete(bound, plain, model))
        .putConcreteFunctions(
            signature, concrete(bound, tuple(tuple(), dict(image)), dict(outputs)))
        .build();
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
