package dev.nasnet.training;

import com.sun.management.OperatingSystemMXBean;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.RunFolder.State;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How fast training steps are, and how far one is from the CPU's. Nothing is kept. */
public final class TrainingBenchmark {
  private final Network network;
  private final DataSource data;
  private final Recipe recipe;
  private final Weights initial;

  /**
   * A benchmark that has not begun.
   *
   * @throws InvalidInputException if the network has other classes than the data
   */
  public TrainingBenchmark(Network network, DataSource data, Recipe recipe) {
    this.network = network;
    this.data = data;
    this.recipe = recipe;
    initial = Weights.random(network, recipe.seed());
    if (data.size(Split.TRAIN) < recipe.batch()) {
      throw new InvalidInputException(
          "batch (%d) must be at most the %d training images; use a smaller --batch"
              .formatted(recipe.batch(), data.size(Split.TRAIN)));
    }
  }

  /**
   * Times of steps, reading of images included.
   *
   * @param firstStep wall seconds until the first step is done, from a graph that is ready
   * @param firstCpu CPU seconds of it, of all threads of the process
   * @param medianStep wall seconds of a step after the warm-up
   * @param meanCpu CPU seconds of a step after the warm-up
   * @param imagesPerSecond batch by medianStep
   * @param lastLoss of the last step
   * @param rewritten what TensorFlow made of the graph
   */
  public record Times(
      double firstStep,
      double firstCpu,
      double medianStep,
      double meanCpu,
      double imagesPerSecond,
      double lastLoss,
      GraphRewriteStats rewritten) {}

  /**
   * Trains some steps.
   *
   * @param warmUp steps, at least 1, which are not counted
   * @param steps that are, at least 1
   */
  public Times time(Hardware hardware, int warmUp, int steps) {
    if (warmUp < 1 || steps < 1) {
      throw new InvalidInputException(
          "warm-up-steps (%d) and steps (%d) must be at least 1".formatted(warmUp, steps));
    }
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    double[] wall = new double[steps + warmUp];
    double[] cpu = new double[steps + warmUp];
    double loss = 0;
    GraphRewriteStats rewritten;
    try (TrainingGraph graph = begin(hardware)) {
      for (int i = 0; i < wall.length; i++) {
        long start = System.nanoTime();
        long used = system.getProcessCpuTime();
        loss = step(graph, i);
        wall[i] = (System.nanoTime() - start) / 1e9;
        cpu[i] = (system.getProcessCpuTime() - used) / 1e9;
      }
      graph.startEpoch(0, 0);
      rewritten = GraphRewriteStats.of(graph.trace(values(wall.length)));
    }
    double median = median(wall, warmUp);
    return new Times(
        wall[0], cpu[0], median, mean(cpu, warmUp), recipe.batch() / median, loss, rewritten);
  }

  /**
   * Trains until it is enough, and tells the wall seconds of each step after the first.
   *
   * @param first runs after the first step
   * @param lap whether, after a step of so many seconds, another is wanted
   */
  public void laps(Hardware hardware, Runnable first, DoublePredicate lap) {
    try (TrainingGraph graph = begin(hardware)) {
      step(graph, 0);
      first.run();
      boolean goesOn = true;
      for (int i = 1; goesOn; i++) {
        long start = System.nanoTime();
        step(graph, i);
        goesOn = lap.test((System.nanoTime() - start) / 1e9);
      }
    }
  }

  /**
   * Where a step's time goes.
   *
   * @param warmUp steps before it, at least 1
   * @return one entry an op type, the costliest first
   */
  public List<OpTime> profile(Hardware hardware, int warmUp) {
    try (TrainingGraph graph = begin(hardware)) {
      for (int i = 0; i < warmUp; i++) {
        step(graph, i);
      }
      graph.startEpoch(0, 0);
      return OpTime.of(graph.trace(values(warmUp)));
    }
  }

  private static double mean(double[] values, int from) {
    return Arrays.stream(values).skip(from).average().orElse(0);
  }

  private static double median(double[] values, int from) {
    double[] sorted = Arrays.copyOfRange(values, from, values.length);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * Takes one step here and one on the CPU in float32, from the same weights, images and draws.
   *
   * @return the distance of the weights' changes, relative to the CPU's (all variables as one
   *     vector)
   */
  public double distanceToCpu(Hardware hardware) {
    Weights here = afterOneStep(hardware);
    Recipe plain = recipe.toBuilder().precision(Precision.STANDARD).towers(1).build();
    Hardware cpu = new Hardware(hardware.threads(), DeviceKind.CPU, false, true, 1, false);
    Weights there = new TrainingBenchmark(network, data, plain).afterOneStep(cpu);
    double difference = 0;
    double norm = 0;
    for (NamedArray array : there.arrays()) {
      float[] before = initial.get(array.name()).values();
      float[] other = here.get(array.name()).values();
      for (int i = 0; i < before.length; i++) {
        difference += Math.pow((double) other[i] - array.values()[i], 2);
        norm += Math.pow((double) array.values()[i] - before[i], 2);
      }
    }
    return Math.sqrt(difference / norm);
  }

  private Weights afterOneStep(Hardware hardware) {
    try (TrainingGraph graph = begin(hardware)) {
      step(graph, 0);
      Path folder = Files.createTempDirectory("nasnet-benchmark");
      try {
        Path file = folder.resolve("state");
        graph.save(file, new State(0, 1, 0, List.of(), 0.0, false, List.of(), null, null));
        return Checkpoint.read(file, network.variables(), UnaryOperator.identity());
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new FailureException("a step's weights cannot be written: " + e.getMessage(), e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.collect(Collectors.toList())) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private TrainingGraph begin(Hardware hardware) {
    TrainableVariables moving = new TrainableVariables(network, recipe.tuning(), 0);
    TrainingGraph graph = new TrainingGraph(network, data, recipe, moving, hardware);
    graph.initialize(initial);
    return graph;
  }

  private double step(TrainingGraph graph, int step) {
    if (step % perEpoch() == 0) {
      graph.startEpoch(step / perEpoch(), 0);
    }
    return graph.train(values(step));
  }

  private StepInputs.Values values(int step) {
    return new LearningRateSchedule(recipe, perEpoch(), 0).values(step, step);
  }

  private int perEpoch() {
    return data.size(Split.TRAIN) / recipe.batch();
  }
}
