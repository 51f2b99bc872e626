package dev.nasnet.cli;

import dev.nasnet.training.LearningRate;
import dev.nasnet.training.Optimizer;
import dev.nasnet.training.Recipe;
import picocli.CommandLine.Option;

/** The options that say how a network is trained; a picocli mixin. What is left out is standard. */
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

  private static final String AVERAGE_DECAY = "" + Recipe.AVERAGE_DECAY;

  private static final Recipe STANDARD = Recipe.STANDARD;

  @Option(names = "--epochs", description = "Passes (${DEFAULT-VALUE}).")
  private int epochs = STANDARD.epochs();

  @Option(names = "--batch", description = "Images (${DEFAULT-VALUE}).")
  private int batch = STANDARD.batch();

  @Option(names = "--lr", description = "First rate (${DEFAULT-VALUE}).")
  private double rate = STANDARD.learningRate().at(0, STANDARD.epochs());

  @Option(
      names = "--schedule",
      paramLabel = "cosine|constant|staircase",
      description = "Of the rate; staircase is the paper's (cosine).")
  private Schedule schedule = Schedule.COSINE;

  @Option(
      names = "--warm-up",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "In which the rate rises from 0 (${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--optimizer",
      paramLabel = "momentum|rmsprop|adam",
      description = "With its usual numbers, which run.json tells (momentum).")
  private Method optimizer = Method.MOMENTUM;

  @Option(names = "--l2", description = "Of kernels: half their squares' sum (${DEFAULT-VALUE}).")
  private double l2 = STANDARD.l2();

  @Option(
      names = "--label-smoothing",
      description = "Share spread over all classes (${DEFAULT-VALUE}).")
  private double labelSmoothing = STANDARD.labelSmoothing();

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "Largest global norm of gradients, 0 for none (${DEFAULT-VALUE}).")
  private double clipNorm = STANDARD.clipNorm();

  @Option(
      names = "--averages",
      arity = "0..1",
      fallbackValue = AVERAGE_DECAY,
      paramLabel = "DECAY",
      description = {
        "Keep averages of the weights and batch norm's statistics, score and export them",
        "(" + AVERAGE_DECAY + " where no decay is given; 0 keeps none)."
      })
  private double averageDecay = STANDARD.averageDecay();

  @Option(names = "--seed", description = "Of all draws (${DEFAULT-VALUE}).")
  private long seed = STANDARD.seed();

  Recipe recipe() {
    return STANDARD.toBuilder()
        .epochs(epochs)
        .batch(batch)
        .learningRate(warmUp == 0 ? decaying() : new LearningRate.WarmUp(decaying(), warmUp))
        .optimizer(method())
        .l2(l2)
        .labelSmoothing(labelSmoothing)
        .clipNorm(clipNorm)
        .averageDecay(averageDecay)
        .seed(seed)
        .build();
  }

  private LearningRate decaying() {
    return switch (schedule) {
      case COSINE -> new LearningRate.Cosine(rate);
      case CONSTANT -> new LearningRate.Constant(rate);
      case STAIRCASE -> LearningRate.Staircase.standard(rate);
    };
  }

  private Optimizer method() {
    return switch (optimizer) {
      case MOMENTUM -> Optimizer.Momentum.STANDARD;
      case RMSPROP -> Optimizer.RmsProp.STANDARD;
      case ADAM -> Optimizer.Adam.STANDARD;
    };
  }
}
