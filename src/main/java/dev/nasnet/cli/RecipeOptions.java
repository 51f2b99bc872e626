package dev.nasnet.cli;

import dev.nasnet.training.LearningRate;
import dev.nasnet.training.Optimizer;
import dev.nasnet.training.Recipe;
import picocli.CommandLine.Option;

/** The options that say how a network is trained; a picocli mixin. */
final class RecipeOptions {
  private enum Schedule {
    COSINE,
    CONSTANT,
    STAIRCASE
  }

  private enum Method {
    MOMENTUM,
    RMSPROP,
    ADAM
  }

  @Option(names = "--epochs", defaultValue = "10", description = "Passes (${DEFAULT-VALUE}).")
  private int epochs;

  @Option(names = "--batch", defaultValue = "32", description = "Images (${DEFAULT-VALUE}).")
  private int batch;

  @Option(names = "--lr", defaultValue = "0.05", description = "First rate (${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--schedule",
      defaultValue = "COSINE",
      paramLabel = "cosine|constant|staircase",
      description = "Of the rate; staircase is times 0.97 every 2.4 epochs (cosine).")
  private Schedule schedule = Schedule.COSINE;

  @Option(
      names = "--warm-up",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "In which the rate rises from 0 (${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--optimizer",
      defaultValue = "MOMENTUM",
      paramLabel = "momentum|rmsprop|adam",
      description = "Momentum 0.9; RMSProp 0.9, 0.9, epsilon 1; Adam 0.9, 0.999 (momentum).")
  private Method optimizer = Method.MOMENTUM;

  @Option(
      names = "--l2",
      defaultValue = "1e-4",
      description = "Of kernels: half their squares' sum (${DEFAULT-VALUE}).")
  private double l2;

  @Option(
      names = "--label-smoothing",
      defaultValue = "0",
      description = "Share spread over all classes (${DEFAULT-VALUE}).")
  private double labelSmoothing;

  @Option(
      names = "--clip",
      defaultValue = "5",
      paramLabel = "NORM",
      description = "Largest global norm of gradients, 0 for none (${DEFAULT-VALUE}).")
  private double clipNorm;

  @Option(names = "--seed", defaultValue = "0", description = "Of all draws (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Of TensorFlow; 0 takes all cores, 1 repeats bit for bit (${DEFAULT-VALUE}).")
  private int threads;

  Recipe recipe() {
    return new Recipe(
        epochs,
        batch,
        warmUp == 0 ? decaying() : new LearningRate.WarmUp(decaying(), warmUp),
        method(),
        l2,
        labelSmoothing,
        clipNorm,
        0.4,
        seed,
        threads);
  }

  private LearningRate decaying() {
    return switch (schedule) {
      case COSINE -> new LearningRate.Cosine(rate);
      case CONSTANT -> new LearningRate.Constant(rate);
      case STAIRCASE -> new LearningRate.Staircase(rate, 0.97, 2.4);
    };
  }

  private Optimizer method() {
    return switch (optimizer) {
      case MOMENTUM -> new Optimizer.Momentum(0.9);
      case RMSPROP -> new Optimizer.RmsProp(0.9, 0.9, 1);
      case ADAM -> new Optimizer.Adam(0.9, 0.999, 1e-7);
    };
  }
}
