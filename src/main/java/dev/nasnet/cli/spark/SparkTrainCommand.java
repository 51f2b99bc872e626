package dev.nasnet.cli.spark;

import dev.nasnet.cli.TrainingCommand;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.spark.SharedData;
import dev.nasnet.training.OuterStep;
import dev.nasnet.training.TrainerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nasnet-spark train}: trains one network on several workers. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Trains one network on several workers, which combine their weights after some steps.",
      "Run folder, recipe and checkpoints are those of nasnet train, and each of the two commands"
          + " resumes the other's runs. --threads applies to each worker."
    },
    footer = {
      "",
      "Example:",
      "  nasnet-spark --master 'local[2]' train --workers 2 --data digits --preset cifar"
          + " --spec 2@192 --size 16 --out runs/digits"
    })
final class SparkTrainCommand extends TrainingCommand {
  @Option(
      names = "--workers",
      defaultValue = "1",
      paramLabel = "K",
      description =
          "The number of workers, each on a core of Spark, at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--local-steps",
      defaultValue = "50",
      paramLabel = "H",
      description =
          "The number of steps of each worker in a round, after which the workers combine their"
              + " weights, at least 1 (default: ${DEFAULT-VALUE}).")
  private int localSteps;

  @Option(
      names = "--outer-rate",
      defaultValue = "1",
      paramLabel = "RATE",
      description =
          "The learning rate of the outer step, which applies the mean weight change of the workers"
              + " (default: ${DEFAULT-VALUE}).")
  private double outerRate;

  @Option(
      names = "--outer-momentum",
      defaultValue = "0",
      paramLabel = "MOMENTUM",
      description =
          "The Nesterov momentum of the outer step, at least 0 and below 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private double outerMomentum;

  @Option(
      names = "--save-rounds",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Write a checkpoint every N rounds, too; 0 for one per epoch only (default:"
              + " ${DEFAULT-VALUE}).")
  private int saveRounds;

  private @Nullable SparkTraining training;

  @Override
  protected TrainerOptions options(Plan plan) {
    if (workers < 1 || localSteps < 1) {
      throw new InvalidInputException(
          "--workers (%d) and --local-steps (%d) must be at least 1"
              .formatted(workers, localSteps));
    }
    if (plan.recipe().multiLabel()) {
      throw new InvalidInputException(
          "--multi-label is not supported by nasnet-spark train, since average precision needs all"
              + " predictions in one process; use nasnet train");
    }
    if (workers > 1 && plan.recipe().precision().lossScale() > 0) {
      throw new InvalidInputException(
          "--loss-scale (%s) must be 0 with %d workers, since their scales would differ; leave it out"
              .formatted(plan.recipe().precision().lossScale(), workers));
    }
    SharedData data = SharedData.of(plan.data(), plan.source());
    SparkTraining opened =
        new SparkTraining(workers, localSteps, new OuterStep(outerRate, outerMomentum));
    training = opened;
    return new TrainerOptions(opened.engines(data, plan.recipe(), plan.hardware()), 0, saveRounds);
  }

  @Override
  protected void close() {
    if (training != null) {
      training.close();
    }
  }
}
