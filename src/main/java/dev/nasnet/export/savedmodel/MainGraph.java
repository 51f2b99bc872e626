package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.graphdef.NodeAttributes.node;
import static dev.nasnet.export.graphdef.NodeAttributes.type;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.graphdef.TensorSignature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * The graph that loaders without Python run: variables, the calls of the signatures, saving and
 * restoring.
 */
final class MainGraph {
  static final String OBJECT_GRAPH_KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";
  static final String INIT = "NoOp";
  private static final int MIN_CONSUMER = 12;
  private static final String FILENAME = "saver_filename";
  private static final String NAMES = "saver_names";
  private static final String SLICES = "saver_slices";
  private static final String RESTORED = "restored";

  private final BundleInterface bundle;
  private final List<String> keys;
  private final ByteString objectGraph;
  private final GraphDef.Builder graph = GraphDef.newBuilder();

  /**
   * @param bundle the bundle's interface
   * @param keys the checkpoint's key of each variable
   * @param objectGraph the serialized object graph of the checkpoint
   */
  MainGraph(BundleInterface bundle, List<String> keys, ByteString objectGraph) {
    this.bundle = bundle;
    this.keys = keys;
    this.objectGraph = objectGraph;
  }

  GraphDef define(BundleFunctions functions) {
    graph.setLibrary(functions.define()).setVersions(versions());
    bundle.variables().forEach(this::addVariable);
    bundle.signatures().forEach(s -> addCall(s, functions.of(s)));
    graph.addNode(node("NoOp", INIT));
    addPlaceholder(FILENAME, DataType.DT_STRING, NodeAttributes.scalar());
    addNames();
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
            .putAttr("shape", NodeAttributes.shape(NodeAttributes.shape(variable.dimensions())))
            .putAttr("shared_name", NodeAttributes.string(name)));
  }

  private void addCall(Signature signature, String function) {
    TensorSignature input = signature.input();
    addPlaceholder(signature.placeholder(), input.type(), input.shape());
    NodeDef.Builder call =
        WrapperFunction.callNode(function, bundle, input, signature.outputs(), true)
            .setName(signature.call())
            .addInput(signature.placeholder());
    bundle.variables().forEach(variable -> call.addInput(variable.name()));
    graph.addNode(call);
  }

  private void addPlaceholder(String name, DataType type, TensorShapeProto shape) {
    graph.addNode(
        node("Placeholder", name)
            .putAttr("dtype", type(type))
            .putAttr("shape", NodeAttributes.shape(shape)));
  }

  private void addSave() {
    graph.addNode(
        NodeAttributes.stringConstant(
            "save/object_graph", NodeAttributes.stringTensor(objectGraph)));
    NodeDef.Builder save = node("SaveV2", "save/SaveV2", FILENAME, NAMES, SLICES);
    for (VariableSpec variable : bundle.variables()) {
      String read = "save/" + save.getInputCount();
      graph.addNode(
          node("ReadVariableOp", read, variable.name()).putAttr("dtype", type(DataType.DT_FLOAT)));
      save.addInput(read);
    }
    graph.addNode(
        save.addInput("save/object_graph").putAttr("dtypes", NodeAttributes.types(types())));
    graph.addNode(
        node("Identity", "save/control_dependency", FILENAME, "^save/SaveV2")
            .putAttr("T", type(DataType.DT_STRING)));
  }

  /** Restoring reads the object graph, too, and ignores it, so that it shares the list of names. */
  private void addRestore() {
    graph.addNode(
        node("RestoreV2", RESTORED, FILENAME, NAMES, SLICES)
            .putAttr("dtypes", NodeAttributes.types(types())));
    NodeDef.Builder all = node("NoOp", "restore_all", "^" + RESTORED);
    List<VariableSpec> variables = bundle.variables();
    for (int i = 0; i < variables.size(); i++) {
      String assign = "restore/" + i;
      graph.addNode(
          node("AssignVariableOp", assign, variables.get(i).name(), RESTORED + ":" + i)
              .putAttr("dtype", type(DataType.DT_FLOAT)));
      all.addInput("^" + assign);
    }
    graph.addNode(all);
  }

  private void addNames() {
    List<String> names = new ArrayList<>(keys);
    names.add(OBJECT_GRAPH_KEY);
    List<String> whole = Collections.nCopies(names.size(), "");
    graph.addNode(NodeAttributes.stringConstant(NAMES, NodeAttributes.stringTensor(names)));
    graph.addNode(NodeAttributes.stringConstant(SLICES, NodeAttributes.stringTensor(whole)));
  }

  /** Returns the types of the variables and of the object graph. */
  private List<DataType> types() {
    List<DataType> types = new ArrayList<>(Collections.nCopies(keys.size(), DataType.DT_FLOAT));
    types.add(DataType.DT_STRING);
    return types;
  }
}
