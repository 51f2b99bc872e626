package dev.nasnet.export;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/** The variables' values under the keys of Python's objects, with the object graph beside them. */
final class BundleCheckpoint {
  private BundleCheckpoint() {}

  static void write(
      Path prefix,
      Endpoint endpoint,
      Weights weights,
      List<String> variableKeys,
      ByteString objectGraph) {
    try (EagerSession session = EagerSession.create();
        TString graph = TString.tensorOfBytes(NdArrays.scalarOfObject(objectGraph.toByteArray()))) {
      Ops tf = Ops.create(session);
      List<String> keys = new ArrayList<>(variableKeys);
      List<Operand<?>> tensors = new ArrayList<>();
      for (VariableSpec variable : endpoint.variables()) {
        NamedArray array = weights.get(variable.name());
        tensors.add(tf.constant(Shape.of(array.dimensions()), DataBuffers.of(array.values())));
      }
      keys.add(MainGraph.OBJECT_GRAPH_KEY);
      tensors.add(tf.constantOf(graph));
      tf.train.save(
          tf.constant(prefix.toString()),
          strings(tf, keys),
          strings(tf, Collections.nCopies(keys.size(), "")),
          tensors);
    }
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    try (TString tensor = TString.vectorOf(values.toArray(String[]::new))) {
      return tf.constantOf(tensor);
    }
  }
}
