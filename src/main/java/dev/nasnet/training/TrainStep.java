package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One step of training: the whole batch in one go, or part after part, whose gradients are gathered
 * before anything moves. Batch norm's running statistics move with each part.
 */
final class TrainStep {
  private final StepInputs inputs;
  private final int parts;
  private final Operand<TFloat32> loss;
  private final Operand<TFloat32> finite;
  private final List<Op> first = new ArrayList<>();
  private final List<Op> more = new ArrayList<>();
  private final Op move;

  /**
   * What a part's pass through the network gives.
   *
   * @param loss float32 scalar
   * @param statistics move batch norm's running statistics
   * @param moved the variables that gradients move
   */
  record Pass(Operand<TFloat32> loss, List<Op> statistics, List<VariableSpec> moved) {}

  /**
   * @param follow what moves after the variables
   */
  TrainStep(
      Graph graph,
      StepInputs inputs,
      Updates updates,
      Pass pass,
      int parts,
      UnaryOperator<Op> follow) {
    Ops tf = Ops.create(graph);
    this.inputs = inputs;
    this.parts = parts;
    List<Operand<TFloat32>> gradients = updates.gradients(graph, pass.loss(), pass.moved());
    List<Op> moves = new ArrayList<>();
    if (parts == 1) {
      moves.addAll(updates.apply(pass.moved(), gradients, inputs.count(tf)));
      moves.addAll(pass.statistics());
    } else {
      Accumulators sums = new Accumulators(graph, tf, pass.moved(), gradients, parts);
      first.addAll(sums.first());
      more.addAll(sums.more());
      first.addAll(pass.statistics());
      more.addAll(pass.statistics());
      moves.addAll(updates.apply(pass.moved(), sums.means(), inputs.count(tf)));
    }
    move = follow.apply(tf.withControlDependencies(moves).noOp());
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
      return inputs.run(session, values, values.step(), List.of(move), loss);
    }
    double sum = 0;
    for (int part = 0; part < parts; part++) {
      long draw = values.step() * parts + part;
      sum += inputs.run(session, values, draw, part == 0 ? first : more, loss);
    }
    return sum / parts + inputs.run(session, values, 0, List.of(move), finite);
  }
}
