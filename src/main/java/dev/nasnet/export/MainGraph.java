package dev.nasnet.export;

import static dev.nasnet.export.Attributes.node;
import static dev.nasnet.export.Attributes.type;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.VariableSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.VersionDef;

/**
 * The graph that loaders without Python run: variables, the signatures' calls, saving and
 * restoring.
 */
final class MainGraph {
  static final String OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";
  static final String INIT = "NoOp";
  private static final int MIN_CONSUMER = 12;
  private static final String FILENAME = "saver_filename";

  private final Endpoint endpoint;
  private final List<String> keys;
  private final ByteString objectGraph;
  private final GraphDef.Builder graph = GraphDef.newBuilder();

  /**
   * @param keys the checkpoint's key of each variable
   * @param objectGraph the serialised object graph of the checkpoint
   */
  MainGraph(Endpoint endpoint, List<String> keys, ByteString objectGraph) {
    this.endpoint = endpoint;
    this.keys = keys;
    this.objectGraph = objectGraph;
  }

  GraphDef define(EntryPoints entryPoints) {
    graph.setLibrary(entryPoints.library()).setVersions(versions());
    endpoint.variables().forEach(this::addVariable);
    endpoint.signatures().forEach(s -> addCall(s, entryPoints.function(s)));
    graph.addNode(node("NoOp", INIT));
    addPlaceholder(FILENAME, DataType.DT_STRING, Attributes.scalar());
    addSave();
    addRestore();
    return graph.build();
  }

  static SaverDef saver() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(FILENAME + ":0")
        .setSaveTensorName("save/control_dependency:0")
        .setRestoreOpName("restore_all")
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  private static VersionDef versions() {
    try (Graph empty = new Graph()) {
      int producer = empty.toGraphDef().getVersions().getProducer();
      return VersionDef.newBuilder().setProducer(producer).setMinConsumer(MIN_CONSUMER).build();
    }
  }

  private void addVariable(VariableSpec variable) {
    String name = variable.name();
    graph.addNode(
        node("VarHandleOp", name)
            .putAttr("dtype", type(DataType.DT_FLOAT))
            .putAttr("shape", Attributes.shape(Attributes.shape(variable.dimensions())))
            .putAttr("shared_name", Attributes.string(name)));
    graph.addNode(
        node("ReadVariableOp", read(variable), name).putAttr("dtype", type(DataType.DT_FLOAT)));
  }

  private void addCall(Signature signature, String function) {
    Port input = signature.input();
    addPlaceholder(signature.placeholder(), input.type(), input.shape());
    NodeDef.Builder call =
        WrapperFunction.callNode(function, endpoint, input, signature.outputs(), true)
            .setName(signature.call())
            .addInput(signature.placeholder());
    endpoint.variables().forEach(variable -> call.addInput(variable.name()));
    graph.addNode(call);
  }

  private void addPlaceholder(
      String name, DataType type, org.tensorflow.proto.TensorShapeProto shape) {
    graph.addNode(
        node("Placeholder", name)
            .putAttr("dtype", type(type))
            .putAttr("shape", Attributes.shape(shape)));
  }

  private void addSave() {
    List<String> names = new ArrayList<>(keys);
    names.add(OBJECT_GRAPH_KEY);
    graph.addNode(
        Attributes.stringConstant("save/object_graph", Attributes.stringTensor(objectGraph)));
    addNames("save", names);
    List<DataType> types = new ArrayList<>(floats());
    types.add(DataType.DT_STRING);
    NodeDef.Builder save =
        node("SaveV2", "save/SaveV2", FILENAME, "save/tensor_names", "save/shape_and_slices")
            .putAttr("dtypes", Attributes.types(types));
    endpoint.variables().forEach(variable -> save.addInput(read(variable)));
    graph.addNode(save.addInput("save/object_graph"));
    graph.addNode(
        node("Identity", "save/control_dependency", FILENAME, "^save/SaveV2")
            .putAttr("T", type(DataType.DT_STRING)));
  }

  /** Where nothing varies the object graph is read, and dropped, since some key must be. */
  private void addRestore() {
    boolean varies = !keys.isEmpty();
    addNames("restore", varies ? keys : List.of(OBJECT_GRAPH_KEY));
    String restore = "restore/RestoreV2";
    graph.addNode(
        node("RestoreV2", restore, FILENAME, "restore/tensor_names", "restore/shape_and_slices")
            .putAttr("dtypes", Attributes.types(varies ? floats() : List.of(DataType.DT_STRING))));
    NodeDef.Builder all = node("NoOp", "restore_all");
    if (!varies) {
      all.addInput("^" + restore);
    }
    List<VariableSpec> variables = endpoint.variables();
    for (int i = 0; i < variables.size(); i++) {
      String assign = "restore/AssignVariableOp_" + i;
      graph.addNode(
          node("AssignVariableOp", assign, variables.get(i).name(), restore + ":" + i)
              .putAttr("dtype", type(DataType.DT_FLOAT)));
      all.addInput("^" + assign);
    }
    graph.addNode(all);
  }

  private void addNames(String scope, List<String> names) {
    List<String> whole = Collections.nCopies(names.size(), "");
    graph.addNode(
        Attributes.stringConstant(scope + "/tensor_names", Attributes.stringTensor(names)));
    graph.addNode(
        Attributes.stringConstant(scope + "/shape_and_slices", Attributes.stringTensor(whole)));
  }

  private List<DataType> floats() {
    return Collections.nCopies(keys.size(), DataType.DT_FLOAT);
  }

  private static String read(VariableSpec variable) {
    return variable.name() + "/Read/ReadVariableOp";
  }
}
