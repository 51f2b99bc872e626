package dev.nasnet.export.savedmodel;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedUserObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedVariable;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;
import org.tensorflow.proto.VariableAggregation;
import org.tensorflow.proto.VariableSynchronization;
import org.tensorflow.proto.VersionDef;

/**
 * The Python objects of a bundle: a Keras network with its layers and their variables, to which
 * {@link EntryPoints} adds the functions. {@link #saved} describes the objects for {@code
 * saved_model.pb}, {@link #trackable} their names for the checkpoint.
 */
final class ObjectGraph {
  static final int ROOT = 0;
  static final String NETWORK = "_tf_keras_network";

  private final BundleInterface bundle;
  private final List<SavedObject.Builder> objects = new ArrayList<>();
  private final List<TrackableObject.Builder> trackables = new ArrayList<>();
  private final Map<String, Integer> layerIds = new HashMap<>();
  private final Map<String, Integer> variableIds = new LinkedHashMap<>();
  private final Map<String, String> keys = new LinkedHashMap<>();

  ObjectGraph(BundleInterface bundle) {
    this.bundle = bundle;
    user(bundle.isTrainable() ? NETWORK : "_generic_user_object");
    if (bundle.isTrainable()) {
      addLayers();
      addVariables();
    } else {
      addRootVariables();
    }
    addLists();
  }

  static String identifier(Layer layer) {
    return layer instanceof Layer.InputLayer ? "_tf_keras_input_layer" : "_tf_keras_layer";
  }

  int idOf(Layer layer) {
    return layerIds.getOrDefault(layer.name(), ROOT);
  }

  /** Returns the variables' ids, in the network's order. */
  List<Integer> variableIds() {
    return List.copyOf(variableIds.values());
  }

  /** Returns the checkpoint's keys, in the network's order of variables. */
  List<String> checkpointKeys() {
    return List.copyOf(keys.values());
  }

  SavedObjectGraph.Builder saved() {
    SavedObjectGraph.Builder graph = SavedObjectGraph.newBuilder();
    objects.forEach(graph::addNodes);
    return graph;
  }

  TrackableObjectGraph trackable() {
    TrackableObjectGraph.Builder graph = TrackableObjectGraph.newBuilder();
    trackables.forEach(graph::addNodes);
    return graph.build();
  }

  /** Adds an object as a parent's child and returns its id. */
  int child(int parent, String name, SavedObject.Builder object) {
    int id = add(object);
    link(parent, name, id);
    return id;
  }

  static SavedObject.Builder userObject(String identifier) {
    VersionDef version = VersionDef.newBuilder().setProducer(1).setMinConsumer(1).build();
    return SavedObject.newBuilder()
        .setUserObject(SavedUserObject.newBuilder().setIdentifier(identifier).setVersion(version));
  }

  private void addLayers() {
    int index = 0;
    int weighted = 0;
    for (Layer layer : bundle.network().layers()) {
      int id = user(identifier(layer));
      layerIds.put(layer.name(), id);
      if (!layer.variables().isEmpty()) {
        link(ROOT, "layer_with_weights-" + weighted++, id);
      }
      link(ROOT, "layer-" + index++, id);
    }
  }

  private void addVariables() {
    int weighted = 0;
    for (Layer layer : bundle.network().weightedLayers()) {
      for (VariableSpec variable : layer.variables()) {
        String path = "layer_with_weights-%s/%s".formatted(weighted, variable.attribute());
        addVariable(idOf(layer), variable.attribute(), path, variable);
      }
      weighted++;
    }
  }

  /** Adds the variables of a network that has no layers of Keras: children of the root. */
  private void addRootVariables() {
    int number = 0;
    for (VariableSpec variable : bundle.variables()) {
      String name = "weights-" + number++;
      addVariable(ROOT, name, name, variable);
    }
  }

  private void addVariable(int parent, String name, String path, VariableSpec variable) {
    int id = child(parent, name, saved(variable));
    String key = path + "/.ATTRIBUTES/VARIABLE_VALUE";
    variableIds.put(variable.name(), id);
    keys.put(variable.name(), key);
    trackables
        .get(id)
        .addAttributes(
            TrackableObject.SerializedTensor.newBuilder()
                .setName("VARIABLE_VALUE")
                .setFullName(variable.name())
                .setCheckpointKey(key));
  }

  private static SavedObject.Builder saved(VariableSpec variable) {
    SavedVariable.Builder saved =
        SavedVariable.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setShape(NodeAttributes.shape(variable.dimensions()))
            .setTrainable(variable.trainable())
            .setName(variable.name());
    if (!variable.trainable()) {
      saved
          .setSynchronization(VariableSynchronization.VARIABLE_SYNCHRONIZATION_ON_READ)
          .setAggregation(VariableAggregation.VARIABLE_AGGREGATION_MEAN);
    }
    return SavedObject.newBuilder().setVariable(saved);
  }

  private void addLists() {
    List<VariableSpec> all = bundle.variables();
    list("variables", all);
    list("trainable_variables", all.stream().filter(VariableSpec::trainable).toList());
    list("non_trainable_variables", all.stream().filter(v -> !v.trainable()).toList());
    list("regularization_losses", List.of());
  }

  /** The checkpoint has no entries of lists: it finds each variable at its layer. */
  private void list(String name, List<VariableSpec> variables) {
    int list = child(ROOT, name, userObject("trackable_list_wrapper"));
    for (int i = 0; i < variables.size(); i++) {
      Integer id = variableIds.get(variables.get(i).name());
      objects.get(list).addChildren(reference(Integer.toString(i), id == null ? ROOT : id));
    }
  }

  private int user(String identifier) {
    return add(userObject(identifier));
  }

  private int add(SavedObject.Builder object) {
    objects.add(object);
    trackables.add(TrackableObject.newBuilder());
    return objects.size() - 1;
  }

  /** Makes an existing object the child of another parent, too. */
  void link(int parent, String name, int child) {
    TrackableObject.ObjectReference reference = reference(name, child);
    objects.get(parent).addChildren(reference);
    trackables.get(parent).addChildren(reference);
  }

  private static TrackableObject.ObjectReference reference(String name, int child) {
    return TrackableObject.ObjectReference.newBuilder().setNodeId(child).setLocalName(name).build();
  }
}
