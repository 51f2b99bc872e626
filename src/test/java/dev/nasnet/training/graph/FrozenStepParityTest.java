package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.LayerRange;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.interop.Python;
import dev.nasnet.recipe.BatchNormSchedule;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** One step with frozen layers and L2 against Keras with {@code trainable = False} on the same. */
@Tag("interop")
class FrozenStepParityTest {
  private static final double RATE = 0.01;
  private static final double L2 = 0.01;
  private static final int BATCH = 4;
  private static final String FROZEN = "stem..reduce_1,cell_3";
  private static final Network NETWORK =
      Network.of(
          NasNetSpec.of("1@96").toBuilder()
              .classes(10)
              .size(ImageSize.square(64))
              .batchNormMomentum(0.9)
              .build());

  @TempDir Path folder;

  @ParameterizedTest(name = "recompute {0}")
  @ValueSource(booleans = {false, true})
  void oneStepWithFrozenLayersEqualsKeras(boolean recompute) throws IOException {
    Checkpoint.write(folder.resolve("java"), step(new ComputeOptions(true, recompute)));
    NasNetSpec spec = NETWORK.spec();
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("cells", spec.cells());
    asked.put("filters", spec.penultimateFilters());
    asked.put("stem", spec.stemFilters());
    asked.put("classes", 10);
    asked.put("height", 64);
    asked.put("width", 64);
    asked.put("skip", false);
    asked.put("rate", RATE);
    asked.put("momentum", 0.9);
    asked.put("l2", L2);
    asked.put("frozen", LayerRange.of(NETWORK, FROZEN));
    Files.writeString(folder.resolve("spec.json"), new Gson().toJson(asked));
    List<JsonObject> found =
        Python.run("step.py", folder)
            .lines()
            .filter(line -> line.startsWith("{"))
            .map(line -> JsonParser.parseString(line).getAsJsonObject())
            .toList();
    assertThat(found).hasSize(2);
    for (JsonObject library : found) {
      // As in StepParityTest: the loss is near 10 with L2; the weights' changes are relative.
      assertThat(library.get("loss").getAsDouble()).isLessThan(1e-5);
      assertThat(library.get("weights").getAsDouble()).isLessThan(5e-5);
      assertThat(library.get("moving_mean").getAsDouble()).isLessThan(1e-5);
    }
    assertThat(found.get(1).get("moving_variance").getAsDouble()).isLessThan(1e-5);
  }

  /** By the parts that a training is made of. */
  private static Weights step(ComputeOptions how) {
    FineTuning tuning = new FineTuning(List.of(FROZEN), 0, false, List.of());
    TrainableVariables moving = new TrainableVariables(NETWORK, tuning, 0);
    Recipe recipe =
        Recipe.STANDARD.toBuilder()
            .l2(L2)
            .clipNorm(0)
            .optimizer(new Optimizer.Momentum(0))
            .batchNormSchedule(BatchNormSchedule.CONSTANT)
            .build();
    Weights before = Weights.random(NETWORK, 3);
    List<NamedArray> arrays = new ArrayList<>(before.arrays());
    NamedArray image = image();
    arrays.add(image);
    arrays.add(new NamedArray("step/labels", List.of(BATCH), new float[] {1, 7, 3, 3}));
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ResourceVariables variables = new ResourceVariables(graph);
      Operand<TInt64> labels = tf.constant(new long[] {1, 7, 3, 3});
      Tower.Pass pass =
          new Tower(NETWORK, recipe, moving, how)
              .pass(
                  tf,
                  new Tower.Inputs(
                      constant(tf, image),
                      new Loss(tf, recipe, NETWORK, moving).targets(labels),
                      tf.constant(0L),
                      tf.constant(0f),
                      Optional.empty()),
                  variables);
      OptimizerOps optimizer =
          new OptimizerOps(
              tf, recipe, variables, tf.constant((float) RATE), moving::rate, Optional.empty());
      OptimizerOps.Update update =
          optimizer.update(moving.trained(), pass.gradients(), List.of(), tf.constant(1f));
      List<Op> step = new ArrayList<>(update.ops());
      pass.statistics()
          .forEach(
              statistic ->
                  step.add(
                      tf.assignVariableOp(
                          variables.handle(statistic.variable().name()), statistic.value())));
      begin(session, tf, variables, before, update.slots());
      Session.Runner runner = session.runner().fetch(pass.loss());
      step.forEach(runner::addTarget);
      try (Result result = runner.run()) {
        arrays.add(Checkpoint.array("step/loss", (TFloat32) result.get(0)));
      }
      arrays.addAll(after(session, tf, variables));
    }
    requireStill(before, Weights.of(arrays), LayerRange.of(NETWORK, FROZEN));
    return Weights.of(arrays);
  }

  private static void requireStill(Weights before, Weights after, Set<String> frozen) {
    for (VariableSpec spec : NETWORK.variables()) {
      float[] values = after.get("after/" + spec.name()).values();
      boolean same = java.util.Arrays.equals(values, before.get(spec.name()).values());
      assertThat(same).as(spec.name()).isEqualTo(frozen.contains(spec.layer()));
    }
  }

  private static void begin(
      Session session,
      Ops tf,
      ResourceVariables variables,
      Weights before,
      List<OptimizerOps.Slot> slots) {
    Session.Runner runner = session.runner();
    for (VariableSpec spec : NETWORK.variables()) {
      runner.addTarget(
          tf.assignVariableOp(
              variables.handle(spec.name()), constant(tf, before.get(spec.name()))));
    }
    for (OptimizerOps.Slot slot : slots) {
      runner.addTarget(
          tf.assignVariableOp(
              variables.handle(slot.name()),
              tf.fill(tf.constant(slot.dimensions()), tf.constant(slot.initial()))));
    }
    runner.run().close();
  }

  private static List<NamedArray> after(Session session, Ops tf, ResourceVariables variables) {
    Session.Runner runner = session.runner();
    for (VariableSpec spec : NETWORK.variables()) {
      runner.fetch(tf.readVariableOp(variables.handle(spec.name()), TFloat32.class));
    }
    List<NamedArray> arrays = new ArrayList<>();
    try (Result result = runner.run()) {
      int index = 0;
      for (VariableSpec spec : NETWORK.variables()) {
        arrays.add(Checkpoint.array("after/" + spec.name(), (TFloat32) result.get(index++)));
      }
    }
    return arrays;
  }

  private static Operand<TFloat32> constant(Ops tf, NamedArray array) {
    return tf.constant(Shape.of(array.dimensions()), DataBuffers.of(array.values()));
  }

  private static NamedArray image() {
    Random random = new Random(11);
    float[] values = new float[BATCH * 64 * 64 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return new NamedArray("step/image", List.of(BATCH, 64, 64, 3), values);
  }
}
