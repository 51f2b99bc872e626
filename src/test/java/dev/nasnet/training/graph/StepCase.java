package dev.nasnet.training.graph;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecBuilder;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeBuilder;
import dev.nasnet.run.SavedState;
import dev.nasnet.training.FewImages;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A few steps of a small network by the training's own graph, and all that they leave. */
final class StepCase {
  static final Hardware ONE_THREAD = new Hardware(1, DeviceKind.CPU, false, true, 1, false);
  static final Network NETWORK = Network.of(spec().build());
  static final Weights INITIAL = Weights.random(NETWORK, 1);

  private final DataSource data;
  private final Path folder;
  private int count;

  StepCase(DataSource data, Path folder) {
    this.data = data;
    this.folder = folder;
  }

  static SpecBuilder spec() {
    return NasNetSpec.cifar().toBuilder()
        .notation("1@24")
        .classes(FewImages.CLASSES)
        .stemFilters(6)
        .size(ImageSize.square(9))
        .batchNormMomentum(0.9);
  }

  static RecipeBuilder recipe() {
    return Recipe.STANDARD.toBuilder()
        .batch(24)
        .learningRate(new LearningRate.Constant(0.05))
        .averageDecay(0.9)
        .seed(1);
  }

  /**
   * What is left, as a checkpoint holds it.
   *
   * @param losses of the steps
   * @param values by the checkpoint's key
   */
  record Left(List<Double> losses, Map<String, float[]> values) {
    float value(String key) {
      return values.get(key)[0];
    }
  }

  TrainingGraph open(Network network, Recipe recipe, Hardware hardware) {
    TrainableVariables moving = new TrainableVariables(network, recipe.tuning(), 0);
    TrainingGraph graph = new TrainingGraph(network, data, recipe, moving, hardware);
    graph.initialize(Weights.random(network, 1));
    graph.startEpoch(0, 0);
    return graph;
  }

  Left run(Recipe recipe, Hardware hardware, int steps) throws IOException {
    return run(NETWORK, recipe, hardware, steps);
  }

  Left run(Network network, Recipe recipe, Hardware hardware, int steps) throws IOException {
    try (TrainingGraph graph = open(network, recipe, hardware)) {
      List<Double> losses = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        losses.add(graph.train(values(step)));
      }
      return new Left(losses, read(graph, recipe, network));
    }
  }

  static StepValues values(long step) {
    return new StepValues(step, 0.05, 0.5);
  }

  Map<String, float[]> read(TrainingGraph graph, Recipe recipe, Network network)
      throws IOException {
    Path file = Files.createDirectories(folder.resolve("left" + count++)).resolve("state");
    graph.save(file, new SavedState(0, 1, 0, List.of(), 0.0, false, List.of(), null, null));
    Map<String, float[]> left = new LinkedHashMap<>();
    List<VariableSpec> all = network.variables();
    put(left, file, all, name -> name);
    put(
        left,
        file,
        all.stream().filter(VariableSpec::trainable).toList(),
        name -> name + "/" + slot(recipe));
    if (recipe.averageDecay() > 0) {
      put(left, file, network.forInference().variables(), ExponentialMovingAverages::name);
    }
    if (recipe.precision().lossScale() > 0) {
      for (String name : List.of("scale", "good_steps", "skipped")) {
        VariableSpec scalar = new VariableSpec("any", VariableSpec.Role.BIAS, List.of());
        put(left, file, List.of(scalar), any -> "loss_scale/" + name);
      }
    }
    return left;
  }

  private static void put(
      Map<String, float[]> left, Path file, List<VariableSpec> specs, UnaryOperator<String> key) {
    for (NamedArray array : Checkpoint.read(file, specs, key).arrays()) {
      left.put(key.apply(array.name()), array.values());
    }
  }

  private static String slot(Recipe recipe) {
    return recipe.optimizer() instanceof Optimizer.Adam ? "m" : "Momentum";
  }

  /** How far the variables' changes are from others', all as one vector, relatively. */
  static double distance(Left found, Left expected, Network network) {
    Weights before = Weights.random(network, 1);
    double difference = 0;
    double norm = 0;
    for (VariableSpec spec : network.variables()) {
      float[] was = before.get(spec.name()).values();
      float[] one = found.values().get(spec.name());
      float[] other = expected.values().get(spec.name());
      for (int i = 0; i < was.length; i++) {
        difference += Math.pow((double) one[i] - other[i], 2);
        norm += Math.pow((double) other[i] - was[i], 2);
      }
    }
    return Math.sqrt(difference / norm);
  }

  /** The keys whose values differ in a bit. */
  static List<String> differing(Map<String, float[]> found, Map<String, float[]> expected) {
    return expected.keySet().stream()
        .filter(key -> !Arrays.equals(found.get(key), expected.get(key)))
        .toList();
  }
}
