package dev.nasnet.training.graph;

import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/** Reads and writes all variables of a training graph, its slots and averages too, as arrays. */
final class StateTransfer {
  private record Port(Placeholder<TFloat32> in, Op assign, Operand<TFloat32> out) {}

  private final Map<String, Port> ports = new LinkedHashMap<>();

  StateTransfer(Ops tf, Map<String, VarHandleOp> handles) {
    handles.forEach(
        (name, handle) -> {
          Placeholder<TFloat32> in = tf.placeholder(TFloat32.class);
          ports.put(
              name,
              new Port(
                  in, tf.assignVariableOp(handle, in), tf.readVariableOp(handle, TFloat32.class)));
        });
  }

  /** Returns the values of all variables by their keys in checkpoints. */
  Weights read(Session session) {
    Session.Runner runner = session.runner();
    ports.values().forEach(port -> runner.fetch(port.out()));
    List<NamedArray> arrays = new ArrayList<>();
    try (Result result = runner.run()) {
      int index = 0;
      for (String name : ports.keySet()) {
        arrays.add(Checkpoint.array(name, (TFloat32) result.get(index++)));
      }
    }
    return Weights.of(arrays);
  }

  /** Sets all variables. */
  void write(Session session, Weights values) {
    Session.Runner runner = session.runner();
    List<TFloat32> fed = new ArrayList<>();
    try {
      ports.forEach(
          (name, port) -> {
            NamedArray array = values.get(name);
            TFloat32 tensor =
                TFloat32.tensorOf(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
            fed.add(tensor);
            runner.feed(port.in(), tensor).addTarget(port.assign());
          });
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }
}
