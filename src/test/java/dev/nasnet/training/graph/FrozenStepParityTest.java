package dev.nasnet.training.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.LayerRange;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.BatchPipeline;
import dev.nasnet.graph.ResourceVariables;
import dev.nasnet.interop.Python;
import dev.nasnet.recipe.BatchNormSchedule;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeBuilder;
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

/**
 * One step with frozen layers and L2 against Keras with {@code trainable = False} on the same; and
 * one with several labels an image against Keras's binary cross-entropy.
 */
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
    FineTuning tuning = new FineTuning(List.of(FROZEN), 0, false, List.of());
    NamedArray labels = new NamedArray("step/labels", List.of(BATCH), new float[] {1, 7, 3, 3});
    Weights left =
        step(NETWORK, recipe().l2(L2).build(), tuning, labels, new ComputeOptions(true, recompute));
    requireStill(Weights.random(NETWORK, 3), left, LayerRange.of(NETWORK, FROZEN));
    Map<String, Object> asked = asked();
    asked.put("l2", L2);
    asked.put("frozen", LayerRange.of(NETWORK, FROZEN));
    assertEqual(left, asked, 1e-5);
  }

  @ParameterizedTest(name = "label smoothing {0}")
  @ValueSource(doubles = {0, 0.2})
  void oneStepWithSeveralLabelsEqualsKeras(double smoothing) throws IOException {
    NasNetSpec sigmoid = NETWORK.spec().toBuilder().activation(HeadActivation.SIGMOID).build();
    float[] rows = new float[BATCH * 10];
    for (int set : new int[] {1, 7, 13, 23, 24, 25}) {
      rows[set] = 1; // The last image has no label.
    }
    Recipe recipe = recipe().multiLabel(true).labelSmoothing(smoothing).l2(0).build();
    NamedArray labels = new NamedArray("step/labels", List.of(BATCH, 10), rows);
    Weights left =
        step(Network.of(sigmoid), recipe, FineTuning.NONE, labels, new ComputeOptions(true, false));
    Map<String, Object> asked = asked();
    asked.put("smoothing", smoothing);
    // The loss is near 0.7, a mean of forty values.
    assertEqual(left, asked, 1e-6);
    asked.put("smoothing", smoothing + 0.3);
    assertThat(found(left, asked).get(0).get("weights").getAsDouble()).isGreaterThan(0.01);
  }

  private static RecipeBuilder recipe() {
    return Recipe.STANDARD.toBuilder()
        .clipNorm(0)
        .optimizer(new Optimizer.Momentum(0))
        .batchNormSchedule(BatchNormSchedule.CONSTANT);
  }

  private static Map<String, Object> asked() {
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
    return asked;
  }

  private List<JsonObject> found(Weights left, Map<String, Object> asked) throws IOException {
    Checkpoint.write(folder.resolve("java"), left);
    Files.writeString(folder.resolve("spec.json"), new Gson().toJson(asked));
    return Python.run("step.py", folder)
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  private void assertEqual(Weights left, Map<String, Object> asked, double ofLoss)
      throws IOException {
    List<JsonObject> found = found(left, asked);
    assertThat(found).hasSize(2);
    for (JsonObject library : found) {
      // As in StepParityTest: the loss is near 10 with L2; the weights' changes are relative.
      assertThat(library.get("loss").getAsDouble()).isLessThan(ofLoss);
      assertThat(library.get("weights").getAsDouble()).isLessThan(5e-5);
      assertThat(library.get("moving_mean").getAsDouble()).isLessThan(1e-5);
    }
    assertThat(found.get(1).get("moving_variance").getAsDouble()).isLessThan(1e-5);
  }

  /** By the parts that a training is made of. */
  private static Weights step(
      Network network, Recipe recipe, FineTuning tuning, NamedArray labels, ComputeOptions how) {
    TrainableVariables moving = new TrainableVariables(network, tuning, 0);
    Weights before = Weights.random(network, 3);
    List<NamedArray> arrays = new ArrayList<>(before.arrays());
    NamedArray image = image();
    arrays.add(image);
    arrays.add(labels);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ResourceVariables variables = new ResourceVariables(graph);
      Operand<TFloat32> given = constant(tf, labels);
      BatchPipeline batch =
          new BatchPipeline(
              tf.noOp(),
              tf.constant(0L),
              constant(tf, image),
              recipe.multiLabel() ? given : tf.dtypes.cast(given, TInt64.class),
              Optional.empty());
      Tower.Pass pass =
          new Tower(network, recipe, moving, how)
              .pass(
                  tf,
                  new Tower.Inputs(
                      constant(tf, image),
                      new Loss(tf, recipe, network, moving).targets(batch),
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
