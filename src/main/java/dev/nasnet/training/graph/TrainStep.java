package dev.nasnet.training.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.training.graph.OptimizerOps.Slot;
import dev.nasnet.training.graph.OptimizerOps.Update;
import dev.nasnet.training.graph.Tower.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.types.TFloat32;

/**
 * One step of training, which computes the batch at once or part after part; the gradients of all
 * parts are added up before any variable is updated. Batch normalization's running statistics are
 * updated with each part; if the loss scale skips the step, their values before it are restored.
 */
final class TrainStep {
  private final StepInputs inputs;
  private final int parts;
  private final Operand<TFloat32> loss;
  private final Operand<TFloat32> finite;
  private final List<Slot> slots;
  private final List<Op> first = new ArrayList<>();
  private final List<Op> more = new ArrayList<>();
  private final List<Op> update = new ArrayList<>();

  /**
   * The variables and the order of a step.
   *
   * @param parts the number of parts of a batch
   * @param trained the variables that gradients update
   * @param frozen the trainable variables that are not updated
   * @param count the number of the step as the optimizer counts, float32 scalar from 1
   * @param follow adds what is updated after the variables
   */
  record Plan(
      int parts,
      List<VariableSpec> trained,
      List<VariableSpec> frozen,
      Operand<TFloat32> count,
      UnaryOperator<Op> follow) {}

  /**
   * Adds the step to a graph.
   *
   * @param pass the forward and backward pass of a part
   */
  TrainStep(
      Ops tf,
      StepInputs inputs,
      OptimizerOps optimizer,
      BatchNormUpdates statistics,
      Pass pass,
      Plan plan) {
    this.inputs = inputs;
    this.parts = plan.parts();
    List<Op> updates = new ArrayList<>();
    Update applied;
    if (parts == 1) {
      applied = optimizer.update(plan.trained(), pass.gradients(), plan.frozen(), plan.count());
      updates.addAll(applied.ops());
      updates.addAll(statistics.update(applied::ifFinite));
    } else {
      Accumulators sums = new Accumulators(tf, plan.trained(), pass.gradients(), parts);
      first.addAll(sums.first());
      more.addAll(sums.more());
      first.addAll(statistics.updateFirst());
      more.addAll(statistics.update(value -> value));
      applied = optimizer.update(plan.trained(), sums.means(), plan.frozen(), plan.count());
      updates.addAll(applied.ops());
      applied.decision().ifPresent(decision -> update.addAll(statistics.restore(decision)));
    }
    update.add(plan.follow().apply(tf.withControlDependencies(updates).noOp()));
    slots = applied.slots();
    finite = applied.finite();
    loss = parts == 1 ? tf.math.add(pass.loss(), finite) : pass.loss();
  }

  /** Returns the optimizer's variables. */
  List<Slot> slots() {
    return slots;
  }

  /**
   * Trains on the next batch.
   *
   * @return the loss with L2; NaN also if a gradient is not finite
   */
  double run(Session session, StepValues values) {
    if (parts == 1) {
      return inputs.run(session, values, values.step(), update, loss);
    }
    double sum = 0;
    for (int part = 0; part < parts; part++) {
      long draw = values.step() * parts + part;
      sum += inputs.run(session, values, draw, part == 0 ? first : more, loss);
    }
    return sum / parts + inputs.run(session, values, 0, update, finite);
  }

  /** Trains on the next batch, or its first part, and returns the graphs that ran. */
  RunMetadata trace(Session session, StepValues values) {
    return inputs.trace(session, values, values.step() * parts, parts == 1 ? update : first);
  }
}
