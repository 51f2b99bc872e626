package dev.nasnet.cli.spark;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.cli.TrainingCommand;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.spark.RoundStats;
import dev.nasnet.spark.SharedData;
import dev.nasnet.spark.SparkEngine;
import dev.nasnet.spark.TrainingJob;
import dev.nasnet.spark.Workers;
import dev.nasnet.training.EngineFactory;
import dev.nasnet.training.OuterStep;
import dev.nasnet.training.TrainerOptions;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
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

  private @Nullable SparkSession session;

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
    OuterStep outer = new OuterStep(outerRate, outerMomentum);
    session = SparkSession.builder().getOrCreate();
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    requireCores(spark);
    SharedData data = SharedData.of(plan.data(), plan.source());
    RoundStats stats = new RoundStats();
    EngineFactory engines =
        (network, source, recipe, phase) ->
            new SparkEngine(
                new Workers(spark, job(network, data, plan, phase.firstEpoch())),
                localSteps,
                outer,
                trained(network),
                stats);
    return new TrainerOptions(engines, 0, saveRounds);
  }

  @Override
  protected void close() {
    if (session != null) {
      session.stop();
    }
  }

  /** Checks the number of cores of a local master; that of a cluster may still grow. */
  private void requireCores(JavaSparkContext spark) {
    if (spark.isLocal() && spark.defaultParallelism() < workers) {
      throw new InvalidInputException(
          "--workers (%d) must be at most the %d cores of %s, since they start together; give"
                  .formatted(workers, spark.defaultParallelism(), spark.master())
              + " --master 'local[%d]', or a cluster".formatted(workers));
    }
  }

  private TrainingJob job(Network network, SharedData data, Plan plan, int epoch) {
    return new TrainingJob(
        UUID.randomUUID().toString(),
        SpecJson.write(network.spec()),
        data,
        plan.recipe(),
        plan.hardware(),
        workers,
        epoch);
  }

  private static Set<String> trained(Network network) {
    return network.variables().stream()
        .filter(VariableSpec::trainable)
        .map(VariableSpec::name)
        .collect(Collectors.toSet());
  }
}
