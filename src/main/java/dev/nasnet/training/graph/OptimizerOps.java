package dev.nasnet.training.graph;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/**
 * Clips gradients by their global norm (Pascanu et al., arXiv:1211.5063; {@code
 * tf.clip_by_global_norm}) and applies the optimizer's kernels.
 */
final class OptimizerOps {
  private final Ops tf;
  private final Recipe recipe;
  private final ResourceVariables variables;
  private final Operand<TFloat32> rate;
  private final ToDoubleFunction<VariableSpec> factor;
  private final Optional<LossScale> scale;

  /**
   * Creates the ops' builder.
   *
   * @param rate the learning rate, float32 scalar
   * @param factor the factor of a variable's learning rate
   * @param scale the loss scale, if there is one
   */
  OptimizerOps(
      Ops tf,
      Recipe recipe,
      ResourceVariables variables,
      Operand<TFloat32> rate,
      ToDoubleFunction<VariableSpec> factor,
      Optional<LossScale> scale) {
    this.tf = tf;
    this.recipe = recipe;
    this.variables = variables;
    this.rate = rate;
    this.factor = factor;
    this.scale = scale;
  }

  /**
   * A variable of the optimizer.
   *
   * @param name the key in checkpoints
   * @param shape the dimensions
   * @param initial the initial value of each element
   */
  record Slot(String name, List<Integer> shape, float initial) {
    long[] dimensions() {
      return shape.stream().mapToLong(Integer::longValue).toArray();
    }
  }

  /**
   * The ops of an update.
   *
   * @param ops the ops that update variables, slots and the loss scale
   * @param slots the slots of all variables, and the variables of the loss scale
   * @param finite 0 if the gradients are finite, or if the loss scale is reduced; else NaN; float32
   *     scalar
   * @param decision whether the loss scale skips the step, if there is a loss scale
   */
  record Update(
      List<Op> ops,
      List<Slot> slots,
      Operand<TFloat32> finite,
      Optional<LossScale.Decision> decision) {
    /** Returns a value that is not computed if the loss scale skips the step. */
    Operand<TFloat32> ifFinite(Operand<TFloat32> value) {
      return decision.map(whether -> whether.ifFinite(value)).orElse(value);
    }
  }

  /**
   * Adds the update of variables.
   *
   * @param trained the variables that are updated
   * @param gradients of the loss times its scale, one for each variable
   * @param frozen the trainable variables that are not updated; their slots are kept
   * @param step the number of the step, float32 scalar from 1, for Adam's bias correction
   */
  Update update(
      List<VariableSpec> trained,
      List<Operand<TFloat32>> gradients,
      List<VariableSpec> frozen,
      Operand<TFloat32> step) {
    List<Slot> slots = new ArrayList<>();
    scale.ifPresent(dynamic -> slots.addAll(dynamic.slots()));
    frozen.forEach(variable -> slots.addAll(slots(variable)));
    var unscaled = scale.map(dynamic -> dynamic.unscaled(gradients)).orElse(gradients);
    Operand<TFloat32> norm = norm(unscaled);
    Optional<LossScale.Decision> decision = scale.map(dynamic -> dynamic.decide(norm));
    Operand<TFloat32> finite =
        decision
            .map(LossScale.Decision::verdict)
            .orElseGet(() -> tf.math.mul(norm, tf.constant(0f)));
    List<Operand<TFloat32>> clipped = clip(unscaled, norm);
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < clipped.size(); i++) {
      Operand<TFloat32> gradient = clipped.get(i);
      List<Slot> own = slots(trained.get(i));
      slots.addAll(own);
      ops.add(
          apply(
              trained.get(i),
              own,
              decision.map(whether -> whether.ifFinite(gradient)).orElse(gradient),
              step));
    }
    decision.ifPresent(whether -> ops.addAll(whether.updates()));
    return new Update(ops, slots, finite, decision);
  }

  private Operand<TFloat32> norm(List<Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> squares = new ArrayList<>();
    gradients.forEach(gradient -> squares.add(tf.nn.l2Loss(gradient)));
    return tf.math.sqrt(tf.math.mul(tf.math.addN(squares), tf.constant(2f)));
  }

  private List<Operand<TFloat32>> clip(List<Operand<TFloat32>> gradients, Operand<TFloat32> norm) {
    if (recipe.clipNorm() == 0) {
      return gradients;
    }
    Operand<TFloat32> limit = tf.constant((float) recipe.clipNorm());
    Operand<TFloat32> scale = tf.math.div(limit, tf.math.maximum(norm, limit));
    return gradients.stream().<Operand<TFloat32>>map(g -> tf.math.mul(g, scale)).toList();
  }

  private Op apply(
      VariableSpec variable, List<Slot> own, Operand<TFloat32> gradient, Operand<TFloat32> step) {
    VarHandleOp handle = variables.handle(variable.name(), variable.dimensions());
    List<VarHandleOp> slots =
        own.stream().map(slot -> variables.handle(slot.name(), slot.dimensions())).toList();
    Operand<TFloat32> rate = rate(variable);
    if (recipe.optimizer() instanceof Optimizer.Momentum optimizer) {
      return tf.train.resourceApplyMomentum(
          handle, slots.get(0), rate, gradient, constant(optimizer.momentum()));
    } else if (recipe.optimizer() instanceof Optimizer.RmsProp optimizer) {
      return tf.train.resourceApplyRmsProp(
          handle,
          slots.get(0),
          slots.get(1),
          rate,
          constant(optimizer.decay()),
          constant(optimizer.momentum()),
          constant(optimizer.epsilon()),
          gradient);
    }
    if (recipe.optimizer() instanceof Optimizer.AdamW optimizer) {
      Ops after = variable.role().isKernel() ? decayed(handle, optimizer, rate, gradient) : tf;
      Optimizer.Adam adam =
          new Optimizer.Adam(optimizer.beta1(), optimizer.beta2(), optimizer.epsilon());
      return adam(after, adam, handle, slots, new Values(rate, gradient, step));
    }
    Optimizer.Adam adam = (Optimizer.Adam) recipe.optimizer();
    return adam(tf, adam, handle, slots, new Values(rate, gradient, step));
  }

  private record Values(
      Operand<TFloat32> rate, Operand<TFloat32> gradient, Operand<TFloat32> step) {}

  private Op adam(
      Ops ops, Optimizer.Adam adam, VarHandleOp handle, List<VarHandleOp> slots, Values values) {
    return ops.train.resourceApplyAdam(
        handle,
        slots.get(0),
        slots.get(1),
        tf.math.pow(constant(adam.beta1()), values.step()),
        tf.math.pow(constant(adam.beta2()), values.step()),
        values.rate(),
        constant(adam.beta1()),
        constant(adam.beta2()),
        constant(adam.epsilon()),
        values.gradient());
  }

  /** Adds the decay of a kernel after its gradient, and returns the ops of what follows it. */
  private Ops decayed(
      VarHandleOp handle,
      Optimizer.AdamW optimizer,
      Operand<TFloat32> rate,
      Operand<TFloat32> gradient) {
    Ops after = tf.withControlDependencies(gradient);
    Operand<TFloat32> present = after.readVariableOp(handle, TFloat32.class);
    Operand<TFloat32> share = tf.math.mul(rate, constant(optimizer.weightDecay()));
    return tf.withControlDependencies(
        after.assignSubVariableOp(handle, after.math.mul(present, share)));
  }

  private Operand<TFloat32> rate(VariableSpec variable) {
    double own = factor.applyAsDouble(variable);
    return own == 1 ? rate : tf.math.mul(rate, constant(own));
  }

  /**
   * Returns the slots of a variable in the order of the kernel's arguments, and creates them in the
   * graph. RMSProp's mean squares begin with 1, as in {@code tf.train.RMSPropOptimizer}.
   */
  private List<Slot> slots(VariableSpec variable) {
    List<Slot> slots;
    if (recipe.optimizer() instanceof Optimizer.Momentum) {
      slots = List.of(slot(variable, "Momentum", 0));
    } else if (recipe.optimizer() instanceof Optimizer.RmsProp) {
      slots = List.of(slot(variable, "RMSProp", 1), slot(variable, "Momentum", 0));
    } else {
      slots = List.of(slot(variable, "m", 0), slot(variable, "v", 0));
    }
    slots.forEach(slot -> variables.handle(slot.name(), slot.dimensions()));
    return slots;
  }

  private static Slot slot(VariableSpec variable, String name, float initial) {
    return new Slot(variable.name() + "/" + name, variable.shape(), initial);
  }

  private Operand<TFloat32> constant(double value) {
    return tf.constant((float) value);
  }
}
