package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Sets, saves and restores all variables and slots of a training graph. */
final class StateOps {
  private final List<VariableSpec> specs;
  private final List<Placeholder<TFloat32>> values = new ArrayList<>();
  private final List<Op> assigns = new ArrayList<>();
  private final List<Op> fills = new ArrayList<>();
  private final Placeholder<TString> prefix;
  private final Op save;
  private final Op restore;

  StateOps(
      Ops tf, List<VariableSpec> specs, Map<String, Float> slots, ResourceVariables variables) {
    this.specs = specs;
    for (VariableSpec spec : specs) {
      Placeholder<TFloat32> value =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(spec.dimensions())));
      values.add(value);
      assigns.add(tf.assignVariableOp(variables.handle(spec.name(), spec.dimensions()), value));
      for (var slot : slots.entrySet()) {
        if (slot.getKey().startsWith(spec.name() + "/")) {
          VarHandleOp handle = variables.handle(slot.getKey(), spec.dimensions());
          Operand<TFloat32> filled =
              tf.fill(tf.constant(spec.dimensions()), tf.constant(slot.getValue()));
          fills.add(tf.assignVariableOp(handle, filled));
        }
      }
    }
    prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Map<String, VarHandleOp> handles = variables.handles();
    Operand<TString> names = strings(tf, List.copyOf(handles.keySet()));
    Operand<TString> slices = strings(tf, Collections.nCopies(handles.size(), ""));
    List<Operand<?>> reads = new ArrayList<>();
    handles.values().forEach(handle -> reads.add(tf.readVariableOp(handle, TFloat32.class)));
    save = tf.train.save(prefix, names, slices, reads);
    restore = restore(tf, names, slices, List.copyOf(handles.values()));
  }

  private Op restore(
      Ops tf, Operand<TString> names, Operand<TString> slices, List<VarHandleOp> handles) {
    var restored =
        tf.train.restore(
            prefix, names, slices, Collections.nCopies(handles.size(), TFloat32.class));
    List<Op> targets = new ArrayList<>();
    for (int i = 0; i < handles.size(); i++) {
      Operand<TFloat32> value = restored.tensors().get(i).expect(TFloat32.class);
      targets.add(tf.assignVariableOp(handles.get(i), value));
    }
    return tf.withControlDependencies(targets).noOp();
  }

  /** Gives all variables their first values; slots begin as their optimizer wants. */
  void initialize(Session session, Weights weights) {
    Session.Runner runner = session.runner();
    List<TFloat32> fed = new ArrayList<>();
    try {
      for (int i = 0; i < specs.size(); i++) {
        VariableSpec spec = specs.get(i);
        TFloat32 value =
            TFloat32.tensorOf(
                Shape.of(spec.dimensions()), DataBuffers.of(weights.get(spec.name()).values()));
        fed.add(value);
        runner.feed(values.get(i), value);
      }
      assigns.forEach(runner::addTarget);
      fills.forEach(runner::addTarget);
      runner.run().close();
    } finally {
      fed.forEach(TFloat32::close);
    }
  }

  void save(Session session, Path file) {
    run(session, file, save);
  }

  void restore(Session session, Path file) {
    run(session, file, restore);
  }

  private void run(Session session, Path file, Op target) {
    try (TString name = TString.scalarOf(file.toString())) {
      session.runner().feed(prefix, name).addTarget(target).run().close();
    }
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    try (TString tensor = TString.vectorOf(values.toArray(String[]::new))) {
      return tf.constantOf(tensor);
    }
  }
}
