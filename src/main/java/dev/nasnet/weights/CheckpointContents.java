package dev.nasnet.weights;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;

/**
 * A TensorFlow checkpoint: ours with the keys {@code <layer>/<attribute>}, whose averages are taken
 * where a training kept them, one that Python's objects wrote (a SavedModel's {@code
 * variables/variables}), which tells those names itself, or slim's. Optimizer slots and counters
 * are passed over.
 *
 * @param kind what kind of file it is
 * @param path its prefix
 * @param keys the key of each name
 * @param shapes by name
 */
record CheckpointContents(
    String kind, Path path, Map<String, String> keys, Map<String, List<Integer>> shapes)
    implements WeightsReader {
  static final String OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH";

  private static final Pattern VARIABLE =
      Pattern.compile(
          "[^/]+/(kernel|depthwise_kernel|pointwise_kernel|bias"
              + "|gamma|beta|moving_mean|moving_variance)");

  /**
   * Looks into a checkpoint.
   *
   * @throws InvalidInputException if it holds no NASNet that we know
   * @throws FailureException if it is damaged
   */
  static CheckpointContents open(Path prefix) {
    Map<String, CheckpointIndex.Entry> index = CheckpointIndex.read(prefix);
    if (index.containsKey(OBJECT_GRAPH)) {
      return of("a checkpoint of Python objects", prefix, index, objectKeys(prefix));
    } else if (index.containsKey("stem_conv1/kernel")) {
      return own(prefix, index);
    } else if (SlimKeys.isSlim(index.keySet())) {
      return of("a slim checkpoint", prefix, index, SlimKeys.of(index));
    }
    throw new InvalidInputException(
        "weights (%s) must hold a NASNet: none of stem_conv1/kernel, conv0/weights and"
                .formatted(prefix)
            + " l1_stem_3x3/weights is in it; give another file");
  }

  @Override
  public List<NamedArray> read(Collection<String> names) {
    return Checkpoint.read(path, names, name -> keys.getOrDefault(name, name));
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
    return new FollowedContents(new CheckpointContents(kind, path, ours, ourShapes), model);
  }

  private static CheckpointContents of(
      String kind,
      Path prefix,
      Map<String, CheckpointIndex.Entry> index,
      Map<String, String> keys) {
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
    return new CheckpointContents(kind, prefix, keys, shapes);
  }

  /** Where a training kept averages, they are what it scored and what is meant. */
  private static CheckpointContents own(Path prefix, Map<String, CheckpointIndex.Entry> index) {
    Map<String, String> keys = new TreeMap<>();
    index.keySet().stream()
        .filter(key -> VARIABLE.matcher(key).matches())
        .forEach(key -> keys.put(key, CheckpointIndex.averageOrOwn(index, key)));
    boolean averaged = keys.entrySet().stream().anyMatch(e -> !e.getKey().equals(e.getValue()));
    return of(averaged ? "a checkpoint's averages" : "a checkpoint", prefix, index, keys);
  }

  /** Keras 3 writes the name scopes in which a layer was made before the layer's name. */
  private static String withoutScopes(String fullName) {
    int attribute = fullName.lastIndexOf('/');
    int layer = attribute < 0 ? -1 : fullName.lastIndexOf('/', attribute - 1);
    return fullName.substring(layer + 1);
  }

  /** Keras 2 and 3 and we call a variable {@code <layer>/<attribute>} in the object graph. */
  private static Map<String, String> objectKeys(Path prefix) {
    Map<String, String> keys = new TreeMap<>();
    try {
      TrackableObjectGraph graph =
          TrackableObjectGraph.parseFrom(Checkpoint.bytes(prefix, OBJECT_GRAPH));
      for (TrackableObject node : graph.getNodesList()) {
        for (var attribute : node.getAttributesList()) {
          String name = withoutScopes(attribute.getFullName());
          if (VARIABLE.matcher(name).matches()) {
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
