package dev.nasnet.training.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * Sums of gradients over the parts of a batch, in variables that are not part of checkpoints, since
 * no checkpoint is written between two parts.
 */
final class Accumulators {
  private final List<Op> first = new ArrayList<>();
  private final List<Op> more = new ArrayList<>();
  private final List<Operand<TFloat32>> means = new ArrayList<>();

  /**
   * Adds the sums to a graph.
   *
   * @param gradients the gradients of a part, one for each variable
   * @param parts the number of parts of a batch
   */
  Accumulators(Ops tf, List<VariableSpec> specs, List<Operand<TFloat32>> gradients, int parts) {
    ResourceVariables sums = new ResourceVariables((Graph) tf.scope().env());
    for (int i = 0; i < specs.size(); i++) {
      VariableSpec spec = specs.get(i);
      VarHandleOp sum = sums.handle(spec.name() + "/GradientSum", spec.dimensions());
      first.add(tf.assignVariableOp(sum, gradients.get(i)));
      more.add(tf.assignAddVariableOp(sum, gradients.get(i)));
      Operand<TFloat32> read = tf.readVariableOp(sum, TFloat32.class);
      means.add(tf.math.mul(read, tf.constant(1f / parts)));
    }
  }

  /** Returns the ops that set the sums to the gradients of the first part. */
  List<Op> first() {
    return List.copyOf(first);
  }

  /** Returns the ops that add the gradients of another part. */
  List<Op> more() {
    return List.copyOf(more);
  }

  /**
   * Returns the gradients of the whole batch: the mean over the parts, since the loss of each part
   * is a mean over its images.
   */
  List<Operand<TFloat32>> means() {
    return List.copyOf(means);
  }
}
