package dev.nasnet.training;

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
 * Sums of gradients over a batch's parts, in variables of their own. No checkpoint holds them:
 * there is none between two parts.
 */
final class Accumulators {
  private final List<Op> first = new ArrayList<>();
  private final List<Op> more = new ArrayList<>();
  private final List<Operand<TFloat32>> means = new ArrayList<>();

  /**
   * @param gradients a part's, one a variable
   * @param parts of a batch
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

  /** Begin the sums with a batch's first part. */
  List<Op> first() {
    return List.copyOf(first);
  }

  /** Add another part. */
  List<Op> more() {
    return List.copyOf(more);
  }

  /** The gradients of the whole batch: the parts' mean, since each part's loss is a mean. */
  List<Operand<TFloat32>> means() {
    return List.copyOf(means);
  }
}
