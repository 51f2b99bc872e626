package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.training.Tower.Pass;
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
 * One step of training: the whole batch in one go, or part after part, whose gradients are gathered
 * before anything moves. Batch norm's running statistics move with each part; where the loss scale
 * skips the step they go back to where they were.
 */
final class TrainStep {
  private final StepInputs inputs;
  private final int parts;
  private final Operand<TFloat32> loss;
  private final Operand<TFloat32> finite;
  private final List<Op> first = new ArrayList<>();
  private final List<Op> more = new ArrayList<>();
  private final List<Op> move = new ArrayList<>();

  /**
   * How a step goes.
   *
   * @param parts of a batch
   * @param moved the variables that gradients move
   * @param follow what moves after the variables
   */
  record Plan(int parts, List<VariableSpec> moved, UnaryOperator<Op> follow) {}

  /**
   * @param pass a part's
   */
  TrainStep(
      Ops tf,
      StepInputs inputs,
      OptimizerOps updates,
      BatchNormUpdates statistics,
      Pass pass,
      Plan plan) {
    this.inputs = inputs;
    this.parts = plan.parts();
    List<VariableSpec> moved = plan.moved();
    Operand<TFloat32> count = updates.counted(inputs.count(tf));
    List<Op> moves = new ArrayList<>();
    if (parts == 1) {
      moves.addAll(updates.apply(moved, pass.gradients(), count));
      moves.addAll(statistics.move(updates::ifFinite));
    } else {
      Accumulators sums = new Accumulators(tf, moved, pass.gradients(), parts);
      first.addAll(sums.first());
      more.addAll(sums.more());
      first.addAll(statistics.begin());
      more.addAll(statistics.move(value -> value));
      moves.addAll(updates.apply(moved, sums.means(), count));
      move.addAll(statistics.goBack());
    }
    move.add(plan.follow().apply(tf.withControlDependencies(moves).noOp()));
    finite = updates.finite();
    loss = parts == 1 ? tf.math.add(pass.loss(), finite) : pass.loss();
  }

  /**
   * Trains on the next batch.
   *
   * @return the loss with L2; NaN too where a gradient is not finite
   */
  double run(Session session, StepInputs.Values values) {
    if (parts == 1) {
      return inputs.run(session, values, values.step(), move, loss);
    }
    double sum = 0;
    for (int part = 0; part < parts; part++) {
      long draw = values.step() * parts + part;
      sum += inputs.run(session, values, draw, part == 0 ? first : more, loss);
    }
    return sum / parts + inputs.run(session, values, 0, move, finite);
  }

  /** Trains on the next batch, or its first part, and gives the graphs that ran. */
  RunMetadata trace(Session session, StepInputs.Values values) {
    return inputs.trace(session, values, values.step() * parts, parts == 1 ? move : first);
  }
}
