package dev.nasnet.benchmark;

import com.sun.management.OperatingSystemMXBean;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.training.LearningRateSchedule;
import dev.nasnet.training.graph.GraphRewriteStats;
import dev.nasnet.training.graph.StepValues;
import dev.nasnet.training.graph.TrainableVariables;
import dev.nasnet.training.graph.TrainingGraph;
import dev.nasnet.weights.Weights;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;

/** Measures the speed of training steps, and how far a step is from the CPU's. Writes no file. */
public final class TrainingBenchmark {
  private final Network network;
  private final DataSource data;
  private final Recipe recipe;
  private final Weights initial;

  /**
   * Creates a benchmark.
   *
   * @param network the network, with a classifier
   * @param data the training images; each is decoded and augmented as in a training
   * @param recipe the hyper-parameters of the step
   * @throws InvalidInputException if there are fewer training images than a batch
   */
  public TrainingBenchmark(Network network, DataSource data, Recipe recipe) {
    this.network = network;
    this.data = data;
    this.recipe = recipe;
    initial = Weights.random(network, recipe.seed());
    if (data.size(Split.TRAIN) < recipe.batch()) {
      throw new InvalidInputException(
          "batch (%d) must be at most the %d training images; use a smaller `batch`"
              .formatted(recipe.batch(), data.size(Split.TRAIN)));
    }
  }

  /**
   * The times of training steps, which include the reading of images.
   *
   * @param firstStep the wall time of the first step in seconds, without building the graph
   * @param firstCpu the CPU time of the first step in seconds, over all threads of the process
   * @param medianStep the median wall time of a step after the warm-up in seconds
   * @param meanCpu the mean CPU time of a step after the warm-up in seconds
   * @param imagesPerSecond the batch divided by medianStep
   * @param lastLoss the loss of the last step
   * @param rewritten how TensorFlow rewrote the graph
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
   * Measures a number of steps.
   *
   * @param hardware the devices and threads
   * @param warmUp the number of steps before, at least 1
   * @param steps the number of measured steps, at least 1
   * @return the times of the measured steps and what TensorFlow made of the graph
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
   * Measures steps until a function returns false.
   *
   * @param hardware the devices and threads
   * @param first called after the first step
   * @param lap receives the wall time of each later step in seconds; returns whether to go on
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
   * Measures the time of each type of op in one step.
   *
   * @param hardware the devices and threads
   * @param warmUp the number of steps before, at least 1
   * @return one entry for each type of op, the longest time first
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
   * Trains one step on some hardware and one on the CPU in float32, from the same weights, images
   * and random draws.
   *
   * @param hardware the devices and threads that are compared with the CPU
   * @return the distance of the changes of the weights, relative to the change on the CPU, with all
   *     variables as one vector
   */
  public double distanceToCpu(Hardware hardware) {
    Weights here = afterOneStep(hardware);
    Recipe plain = recipe.toBuilder().precision(Precision.STANDARD).towers(1).build();
    Hardware cpu = new Hardware(hardware.threads(), DeviceKind.CPU, false, true, 1, false);
    Weights there = new TrainingBenchmark(network, data, plain).afterOneStep(cpu);
    double difference = 0;
    double norm = 0;
    for (VariableSpec variable : network.variables()) {
      float[] before = initial.get(variable.name()).values();
      float[] onCpu = there.get(variable.name()).values();
      float[] other = here.get(variable.name()).values();
      for (int i = 0; i < before.length; i++) {
        difference += Math.pow((double) other[i] - onCpu[i], 2);
        norm += Math.pow((double) onCpu[i] - before[i], 2);
      }
    }
    return Math.sqrt(difference / norm);
  }

  private Weights afterOneStep(Hardware hardware) {
    try (TrainingGraph graph = begin(hardware)) {
      step(graph, 0);
      return graph.readAll();
    }
  }

  private TrainingGraph begin(Hardware hardware) {
    TrainableVariables trainable = new TrainableVariables(network, recipe.tuning(), 0);
    TrainingGraph graph = new TrainingGraph(network, data, recipe, trainable, hardware);
    graph.initialize(initial);
    return graph;
  }

  private double step(TrainingGraph graph, int step) {
    if (step % perEpoch() == 0) {
      graph.startEpoch(step / perEpoch(), 0);
    }
    return graph.train(values(step));
  }

  private StepValues values(int step) {
    return new LearningRateSchedule(recipe, perEpoch(), 0).values(step, step);
  }

  private int perEpoch() {
    return data.size(Split.TRAIN) / recipe.batch();
  }
}
