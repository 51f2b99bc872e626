package dev.nasnet.training;

import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;

/** Gradients' clipping and the optimizer's kernels; keeps the slots' initial values. */
final class OptimizerOps {
  private final Ops tf;
  private final Recipe recipe;
  private final ResourceVariables variables;
  private final Operand<TFloat32> rate;
  private final ToDoubleFunction<VariableSpec> factor;
  private final List<Slot> slots = new ArrayList<>();
  private final Optional<LossScale> scale;
  private @Nullable Operand<TFloat32> finite;

  /**
   * @param rate the learning rate, float32 scalar
   * @param factor of a variable's rate
   */
  OptimizerOps(
      Ops tf,
      Recipe recipe,
      ResourceVariables variables,
      Operand<TFloat32> rate,
      ToDoubleFunction<VariableSpec> factor) {
    this.tf = tf;
    this.recipe = recipe;
    this.variables = variables;
    this.rate = rate;
    this.factor = factor;
    scale =
        recipe.precision().lossScale() > 0
            ? Optional.of(new LossScale(tf, recipe.precision(), variables))
            : Optional.empty();
    scale.ifPresent(dynamic -> slots.addAll(dynamic.slots()));
  }

  /** A variable that the optimizer keeps beside another, of its shape, or one of its own. */
  record Slot(String name, List<Integer> shape, float initial) {
    long[] dimensions() {
      return shape.stream().mapToLong(Integer::longValue).toArray();
    }
  }

  /** The dynamic loss scale, where the recipe has one: {@link #apply} takes scaled gradients. */
  Optional<LossScale> scale() {
    return scale;
  }

  /** The slots of the variables that {@link #apply} and {@link #keep} were given. */
  List<Slot> slots() {
    return List.copyOf(slots);
  }

  /**
   * Moves variables.
   *
   * @param gradients of the loss times its scale, where there is one
   * @param step float32 from 1, for Adam's bias correction
   */
  List<Op> apply(
      List<VariableSpec> moved, List<Operand<TFloat32>> gradients, Operand<TFloat32> step) {
    var own = scale.map(dynamic -> dynamic.unscaled(gradients)).orElse(gradients);
    Operand<TFloat32> norm = norm(own);
    finite =
        scale
            .map(dynamic -> dynamic.judge(norm))
            .orElseGet(() -> tf.math.mul(norm, tf.constant(0f)));
    List<Operand<TFloat32>> clipped = clip(own, norm);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < clipped.size(); i++) {
      updates.add(apply(moved.get(i), ifFinite(clipped.get(i)), step));
    }
    scale.ifPresent(dynamic -> updates.addAll(dynamic.updates()));
    return updates;
  }

  /** A value that moves something, unless the loss scale skips this step. */
  Operand<TFloat32> ifFinite(Operand<TFloat32> value) {
    return scale.map(dynamic -> dynamic.ifFinite(value)).orElse(value);
  }

  /** The step's number as the optimizer counts, without those that the loss scale skipped. */
  Operand<TFloat32> counted(Operand<TFloat32> step) {
    return scale.map(dynamic -> dynamic.counted(step)).orElse(step);
  }

  /** Keeps the slots of variables that do not move now. */
  void keep(List<VariableSpec> still) {
    still.forEach(this::slots);
  }

  /**
   * 0 where the gradients that {@link #apply} took are finite, or the loss scale goes lower, else
   * NaN; float32 scalar.
   */
  Operand<TFloat32> finite() {
    return Objects.requireNonNull(finite, "apply comes first");
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

  private Op apply(VariableSpec variable, Operand<TFloat32> gradient, Operand<TFloat32> step) {
    VarHandleOp handle = variables.handle(variable.name(), variable.dimensions());
    List<VarHandleOp> slots = slots(variable);
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
    Optimizer.Adam adam = (Optimizer.Adam) recipe.optimizer();
    return tf.train.resourceApplyAdam(
        handle,
        slots.get(0),
        slots.get(1),
        tf.math.pow(constant(adam.beta1()), step),
        tf.math.pow(constant(adam.beta2()), step),
        rate,
        constant(adam.beta1()),
        constant(adam.beta2()),
        constant(adam.epsilon()),
        gradient);
  }

  private Operand<TFloat32> rate(VariableSpec variable) {
    double own = factor.applyAsDouble(variable);
    return own == 1 ? rate : tf.math.mul(rate, constant(own));
  }

  /** In the order in which the optimizer's kernel takes them. */
  private List<VarHandleOp> slots(VariableSpec variable) {
    if (recipe.optimizer() instanceof Optimizer.Momentum) {
      return List.of(slot(variable, "Momentum", 0));
    } else if (recipe.optimizer() instanceof Optimizer.RmsProp) {
      return List.of(slot(variable, "RMSProp", 1), slot(variable, "Momentum", 0));
    }
    return List.of(slot(variable, "m", 0), slot(variable, "v", 0));
  }

  private VarHandleOp slot(VariableSpec variable, String name, float initial) {
    Slot slot = new Slot(variable.name() + "/" + name, variable.shape(), initial);
    slots.add(slot);
    return variables.handle(slot.name(), variable.dimensions());
  }

  private Operand<TFloat32> constant(double value) {
    return tf.constant((float) value);
  }
}
