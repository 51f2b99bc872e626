package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The kernels against their formulas in plain Java, for the loss w²/2, whose gradient is w. */
class OptimizerOpsTest {
  private static final double RATE = 0.25;
  private static final int STEPS = 4;
  private static final List<Double> KERAS_KERNEL =
      List.of(1.7000004053115845, 1.4092813730239868, 1.1292486190795898, 0.8617010116577148);
  private static final List<Double> KERAS_BIAS =
      List.of(1.7500003576278687, 1.5013467073440552, 1.2552684545516968, 1.013317584991455);
  private static final Network NETWORK =
      Network.of(
          NasNetSpec.cifar().toBuilder()
              .notation("1@24")
              .stemFilters(6)
              .size(ImageSize.square(8))
              .build());
  private static final VariableSpec KERNEL =
      NETWORK.variables().stream()
          .filter(variable -> variable.role().isKernel())
          .findFirst()
          .orElseThrow();
  private static final VariableSpec WEIGHT =
      NETWORK.variables().stream()
          .filter(variable -> variable.shape().size() == 1 && variable.trainable())
          .findFirst()
          .orElseThrow();

  @Test
  void momentumGathersGradients() {
    double w = 2;
    double a = 0;
    List<Double> expected = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      a = 0.9 * a + w;
      w -= RATE * a;
      expected.add(w);
    }
    same(run(new Optimizer.Momentum(0.9), 0), expected);
  }

  @Test
  void rmsPropHasSlimsEpsilonInsideTheRootAndMeanSquaresOfOneAtFirst() {
    double w = 2;
    double square = 1;
    double momentum = 0;
    List<Double> expected = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      square = 0.8 * square + 0.2 * w * w;
      momentum = 0.7 * momentum + RATE * w / Math.sqrt(square + 1);
      w -= momentum;
      expected.add(w);
    }
    same(run(new Optimizer.RmsProp(0.8, 0.7, 1), 0), expected);
  }

  @Test
  void adamCorrectsItsBias() {
    double w = 2;
    double m = 0;
    double v = 0;
    List<Double> expected = new ArrayList<>();
    for (int t = 1; t <= STEPS; t++) {
      m = 0.9 * m + 0.1 * w;
      v = 0.99 * v + 0.01 * w * w;
      double rate = RATE * Math.sqrt(1 - Math.pow(0.99, t)) / (1 - Math.pow(0.9, t));
      w -= rate * m / (Math.sqrt(v) + 1e-7);
      expected.add(w);
    }
    same(run(new Optimizer.Adam(0.9, 0.99, 1e-7), 0), expected);
  }

  /**
   * Keras's {@code AdamW(0.25, weight_decay=0.1, beta_2=0.99)}, which {@code
   * src/test/python/adamw.py} printed; the bias is excluded from the decay there.
   */
  @Test
  void adamWDecaysKernelsAsKerasDoes() {
    Optimizer decaying = new Optimizer.AdamW(0.9, 0.99, 1e-7, 0.1);
    same(run(KERNEL, decaying, 0), KERAS_KERNEL);
    same(run(WEIGHT, decaying, 0), KERAS_BIAS);
  }

  /** All elements are equal, so each has the norm's share: limit / √n. */
  @Test
  void aLongGradientIsCutToTheNormAndAShortOneIsLeft() {
    double elements = WEIGHT.size();
    double w = 2;
    List<Double> expected = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      double norm = w * Math.sqrt(elements);
      w -= RATE * w * Math.min(1, 4 / norm);
      expected.add(w);
    }
    assertThat(2 * Math.sqrt(elements)).isGreaterThan(4);
    same(run(new Optimizer.Momentum(0), 4), expected);
  }

  private static List<Double> run(Optimizer optimizer, double clip) {
    return run(WEIGHT, optimizer, clip);
  }

  private static List<Double> run(VariableSpec weight, Optimizer optimizer, double clip) {
    LearningRate constant = new LearningRate.Constant(RATE);
    Recipe recipe =
        Recipe.STANDARD.toBuilder()
            .learningRate(constant)
            .optimizer(optimizer)
            .clipNorm(clip)
            .build();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      ResourceVariables variables = new ResourceVariables(graph);
      Placeholder<TFloat32> step = tf.placeholder(TFloat32.class);
      Operand<TFloat32> rate = tf.constant((float) RATE);
      OptimizerOps updates =
          new OptimizerOps(tf, recipe, variables, rate, spec -> 1, Optional.empty());
      Operand<TFloat32> loss = tf.nn.l2Loss(variables.read(weight));
      OptimizerOps.Update update =
          updates.update(
              List.of(weight),
              List.copyOf(
                  new GradientBuilder(tf, variables)
                      .through(
                          GradientBuilder.Subgraph.to(loss, List.of()), List.of(), List.of(weight))
                      .byVariables()
                      .values()),
              List.of(),
              step);
      List<Op> begin = new ArrayList<>();
      begin.add(fill(tf, variables, weight, weight.name(), 2));
      update
          .slots()
          .forEach(slot -> begin.add(fill(tf, variables, weight, slot.name(), slot.initial())));
      try (Session session = new Session(graph)) {
        begin.forEach(op -> session.runner().addTarget(op).run().close());
        return steps(
            session,
            step,
            update.ops(),
            tf.readVariableOp(
                variables.handle(weight.name(), weight.dimensions()), TFloat32.class));
      }
    }
  }

  private static List<Double> steps(
      Session session, Operand<TFloat32> step, List<Op> apply, Operand<TFloat32> read) {
    List<Double> values = new ArrayList<>();
    for (int t = 1; t <= STEPS; t++) {
      try (TFloat32 number = TFloat32.scalarOf(t)) {
        Session.Runner runner = session.runner().feed(step, number);
        apply.forEach(runner::addTarget);
        runner.run().close();
      }
      try (Result result = session.runner().fetch(read).run()) {
        values.add((double) ((TFloat32) result.get(0)).asRawTensor().data().asFloats().getFloat(0));
      }
    }
    return values;
  }

  private static Op fill(
      Ops tf, ResourceVariables variables, VariableSpec weight, String name, float value) {
    Operand<TFloat32> filled = tf.fill(tf.constant(weight.dimensions()), tf.constant(value));
    return tf.assignVariableOp(variables.handle(name, weight.dimensions()), filled);
  }

  private static void same(List<Double> found, List<Double> expected) {
    assertThat(found).hasSize(STEPS);
    for (int t = 0; t < STEPS; t++) {
      assertThat(found.get(t)).as("step %d", t + 1).isEqualTo(expected.get(t), within(1e-5));
    }
  }
}
