package dev.nasnet.weights;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableName;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;

/**
 * A TensorFlow checkpoint of one of three kinds: this project's, with the keys {@code
 * <layer>/<attribute>}, of which the moving averages are read where a training kept them; one of
 * Python objects, such as a SavedModel's {@code variables/variables}, in which the object graph
 * gives these names; or TF-slim's. Optimizer slots and counters are skipped.
 *
 * @param kind the kind of checkpoint, with its article, for messages only
 * @param dialect TF-slim's for TF-slim's checkpoints, else empty
 * @param path the checkpoint's prefix
 * @param keys the checkpoint's key of each variable, by the variable's name
 * @param shapes the shape of each variable, by the variable's name
 */
record CheckpointContents(
    String kind,
    Optional<Dialect> dialect,
    Path path,
    Map<String, String> keys,
    Map<String, List<Integer>> shapes)
    implements WeightsReader {
  static final String OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH";

  /**
   * Reads the index of a checkpoint.
   *
   * @throws InvalidInputException if it has no NASNet of a known kind
   * @throws FailureException if it is damaged
   */
  static CheckpointContents open(Path prefix) {
    Map<String, CheckpointIndex.Entry> index = CheckpointIndex.read(prefix);
    if (index.containsKey(OBJECT_GRAPH)) {
      Map<String, String> keys = objectKeys(prefix);
      return new CheckpointContents(
          "a checkpoint of Python objects",
          Optional.empty(),
          prefix,
          keys,
          shapes(prefix, index, keys));
    } else if (index.containsKey(VariableName.STEM_KERNEL.toString())) {
      return own(prefix, index);
    } else if (SlimKeys.isSlim(index.keySet())) {
      Map<String, String> keys = SlimKeys.of(index);
      return new CheckpointContents(
          "a slim checkpoint",
          Optional.of(Dialect.SLIM),
          prefix,
          keys,
          shapes(prefix, index, keys));
    }
    throw new InvalidInputException(
        "weights (%s) must hold a NASNet: none of %s, %s and %s is in it; give another file"
            .formatted(
                prefix, VariableName.STEM_KERNEL, SlimNames.IMAGENET_STEM, SlimNames.CIFAR_STEM));
  }

  @Override
  public List<NamedArray> read(Collection<String> names) {
    return Checkpoint.read(path, names, name -> keys.getOrDefault(name, name));
  }

  /**
   * Names the keys of TF-slim anew, since with other cells the guess of SlimKeys names them
   * wrongly.
   */
  @Override
  public WeightsReader namedFor(Network network) {
    if (dialect.isEmpty()) {
      return this;
    }
    Map<String, String> known = new TreeMap<>();
    SlimNames.of(network).forEach((name, slim) -> known.put(slim, name));
    Map<String, String> named = new TreeMap<>();
    Map<String, List<Integer>> namedShapes = new LinkedHashMap<>();
    keys.forEach(
        (name, key) -> {
          String slim = Checkpoint.withoutAverage(key);
          String better = known.getOrDefault(slim, keys.containsKey(slim) ? slim : name);
          named.put(better, key);
          namedShapes.put(better, shapes.getOrDefault(name, List.of()));
        });
    return new CheckpointContents(kind, dialect, path, named, namedShapes);
  }

  /** The same by the names of the network that computes what a description says. */
  WeightsReader followed(KerasModel model) {
    Map<String, String> ours = new TreeMap<>();
    Map<String, List<Integer>> ourShapes = new LinkedHashMap<>();
    for (VariableSpec variable : Network.of(model.spec()).variables()) {
      model
          .layer(variable.layer())
          .map(layer -> layer.name() + "/" + variable.attribute())
          .filter(keys::containsKey)
          .ifPresent(
              name -> {
                ours.put(variable.name(), keys.getOrDefault(name, name));
                ourShapes.put(variable.name(), shapes.getOrDefault(name, List.of()));
              });
    }
    return new FollowedContents(
        new CheckpointContents(kind, dialect, path, ours, ourShapes), model);
  }

  private static Map<String, List<Integer>> shapes(
      Path prefix, Map<String, CheckpointIndex.Entry> index, Map<String, String> keys) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    keys.forEach(
        (name, key) -> {
          CheckpointIndex.Entry entry = index.get(key);
          if (entry == null) {
            throw new FailureException(
                "checkpoint (%s) is damaged: %s is missing".formatted(prefix, key), null);
          }
          if (entry.type() != DataType.DT_FLOAT) {
            throw new InvalidInputException(
                "weights (%s) must be float32: %s is %s; convert it first"
                    .formatted(prefix, name, entry.type()));
          }
          shapes.put(name, entry.shape());
        });
    return shapes;
  }

  /** Of a training that keeps moving averages, these are what it scores and exports. */
  private static CheckpointContents own(Path prefix, Map<String, CheckpointIndex.Entry> index) {
    Map<String, String> keys = new TreeMap<>();
    index.keySet().stream()
        .filter(key -> VariableName.of(key).isPresent())
        .forEach(key -> keys.put(key, CheckpointIndex.averageOrOwn(index, key)));
    boolean averaged = keys.entrySet().stream().anyMatch(e -> !e.getKey().equals(e.getValue()));
    String kind = averaged ? "a checkpoint's averages" : "a checkpoint";
    return new CheckpointContents(
        kind, Optional.empty(), prefix, keys, shapes(prefix, index, keys));
  }

  /** Keras 3 writes the name scopes in which a layer was made before the layer's name. */
  private static String withoutScopes(String fullName) {
    int attribute = fullName.lastIndexOf('/');
    int layer = attribute < 0 ? -1 : fullName.lastIndexOf('/', attribute - 1);
    return fullName.substring(layer + 1);
  }

  /** In object graphs of Keras 2, Keras 3 and this project, full names have the form needed. */
  private static Map<String, String> objectKeys(Path prefix) {
    Map<String, String> keys = new TreeMap<>();
    try {
      TrackableObjectGraph graph =
          TrackableObjectGraph.parseFrom(Checkpoint.bytes(prefix, OBJECT_GRAPH));
      for (TrackableObject node : graph.getNodesList()) {
        for (var attribute : node.getAttributesList()) {
          String name = withoutScopes(attribute.getFullName());
          if (VariableName.of(name).isPresent()) {
            keys.putIfAbsent(name, attribute.getCheckpointKey());
          }
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new FailureException(
          "checkpoint (%s) is damaged: its object graph does not hold together".formatted(prefix),
          e);
    }
    return keys;
  }
}
