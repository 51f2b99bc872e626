package dev.nasnet.export.savedmodel;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.weights.CheckpointWriter;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.List;

/**
 * The checkpoint of the variables' values under the keys of Python's objects, and the object graph.
 */
final class BundleCheckpoint {
  private BundleCheckpoint() {}

  /**
   * Writes the checkpoint.
   *
   * @param variableKeys the key of each variable, in the order of the bundle's variables
   */
  static void write(
      Path prefix,
      BundleInterface bundle,
      Weights weights,
      List<String> variableKeys,
      ByteString objectGraph) {
    List<VariableSpec> variables = bundle.variables();
    try (CheckpointWriter writer = new CheckpointWriter()) {
      for (int i = 0; i < variables.size(); i++) {
        writer.add(variableKeys.get(i), weights.get(variables.get(i).name()));
      }
      writer.add(MainGraph.OBJECT_GRAPH_KEY, objectGraph.toByteArray());
      writer.write(prefix);
    }
  }
}
