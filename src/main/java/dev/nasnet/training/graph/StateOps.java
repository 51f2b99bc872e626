package dev.nasnet.training.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.run.SavedState;
import dev.nasnet.training.graph.OptimizerOps.Slot;
import dev.nasnet.weights.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Initializes, saves and restores all variables and slots of a training graph. A checkpoint also
 * has {@code global_step} and {@code epoch}, int64 scalars, for other programs.
 */
final class StateOps {
  private final List<VariableSpec> specs;
  private final List<Placeholder<TFloat32>> values = new ArrayList<>();
  private final List<Op> assigns = new ArrayList<>();
  private final List<Op> fills = new ArrayList<>();
  private final Placeholder<TString> prefix;
  private final Placeholder<TInt64> step;
  private final Placeholder<TInt64> epoch;
  private final Op save;
  private final Op restore;

  /**
   * Adds the ops to a graph.
   *
   * @param averages the averages; their initial values are those of their variables
   */
  StateOps(
      Ops tf,
      List<VariableSpec> specs,
      List<Slot> slots,
      Optional<ExponentialMovingAverages> averages,
      ResourceVariables variables) {
    this.specs = specs;
    for (VariableSpec spec : specs) {
      Placeholder<TFloat32> value =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(spec.dimensions())));
      values.add(value);
      assigns.add(tf.assignVariableOp(variables.handle(spec.name(), spec.dimensions()), value));
      averages.flatMap(kept -> kept.assign(spec, value)).ifPresent(assigns::add);
    }
    for (Slot slot : slots) {
      long[] shape = slot.dimensions();
      Operand<TFloat32> filled = tf.fill(tf.constant(shape), tf.constant(slot.initial()));
      fills.add(tf.assignVariableOp(variables.handle(slot.name(), shape), filled));
    }
    prefix = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    epoch = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Map<String, VarHandleOp> handles = variables.handles();
    save = save(tf, handles);
    restore = restore(tf, handles);
  }

  private Op save(Ops tf, Map<String, VarHandleOp> handles) {
    List<String> names = new ArrayList<>(handles.keySet());
    List<Operand<?>> values = new ArrayList<>();
    handles.values().forEach(handle -> values.add(tf.readVariableOp(handle, TFloat32.class)));
    names.addAll(List.of("global_step", "epoch"));
    values.addAll(List.of(step, epoch));
    return tf.train.save(prefix, strings(tf, names), noSlices(tf, names.size()), values);
  }

  private Op restore(Ops tf, Map<String, VarHandleOp> variables) {
    List<VarHandleOp> handles = List.copyOf(variables.values());
    Operand<TString> names = strings(tf, List.copyOf(variables.keySet()));
    var restored =
        tf.train.restore(
            prefix,
            names,
            noSlices(tf, handles.size()),
            Collections.nCopies(handles.size(), TFloat32.class));
    List<Op> targets = new ArrayList<>();
    for (int i = 0; i < handles.size(); i++) {
      Operand<TFloat32> value = restored.tensors().get(i).expect(TFloat32.class);
      targets.add(tf.assignVariableOp(handles.get(i), value));
    }
    return tf.withControlDependencies(targets).noOp();
  }

  /** Sets all variables to the given values, and slots to their initial values. */
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

  /** Writes a checkpoint under a prefix. */
  void save(Session session, Path file, SavedState state) {
    try (TString name = TString.scalarOf(file.toString());
        TInt64 steps = TInt64.scalarOf(state.step());
        TInt64 epochs = TInt64.scalarOf(state.epoch())) {
      session
          .runner()
          .feed(prefix, name)
          .feed(step, steps)
          .feed(epoch, epochs)
          .addTarget(save)
          .run()
          .close();
    }
  }

  /** Reads a checkpoint from a prefix. */
  void restore(Session session, Path file) {
    try (TString name = TString.scalarOf(file.toString())) {
      session.runner().feed(prefix, name).addTarget(restore).run().close();
    }
  }

  private static Operand<TString> noSlices(Ops tf, int count) {
    return strings(tf, Collections.nCopies(count, ""));
  }

  private static Operand<TString> strings(Ops tf, List<String> values) {
    try (TString tensor = TString.vectorOf(values.toArray(String[]::new))) {
      return tf.constantOf(tensor);
    }
  }
}
