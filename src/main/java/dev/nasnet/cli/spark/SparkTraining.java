package dev.nasnet.cli.spark;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.device.Hardware;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.spark.RoundStats;
import dev.nasnet.spark.SharedData;
import dev.nasnet.spark.SparkEngine;
import dev.nasnet.spark.TrainingJob;
import dev.nasnet.spark.Workers;
import dev.nasnet.training.EngineFactory;
import dev.nasnet.training.OuterStep;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session in which workers train. The command itself has no member of a type of Spark, so
 * that its help is printed where there is no Spark.
 */
final class SparkTraining implements AutoCloseable {
  private final int workers;
  private final int localSteps;
  private final OuterStep outer;
  private final SparkSession session = SparkSession.builder().getOrCreate();

  SparkTraining(int workers, int localSteps, OuterStep outer) {
    this.workers = workers;
    this.localSteps = localSteps;
    this.outer = outer;
  }

  /**
   * Returns the engines that train on the workers.
   *
   * @throws InvalidInputException if a local master has fewer cores than there are workers
   */
  EngineFactory engines(SharedData data, Recipe recipe, Hardware hardware) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    requireCores(spark);
    RoundStats stats = new RoundStats();
    return (network, source, usual, phase) ->
        new SparkEngine(
            new Workers(spark, job(network, data, recipe, hardware, phase.firstEpoch())),
            localSteps,
            outer,
            trained(network),
            stats);
  }

  @Override
  public void close() {
    session.stop();
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

  private TrainingJob job(
      Network network, SharedData data, Recipe recipe, Hardware hardware, int epoch) {
    return new TrainingJob(
        UUID.randomUUID().toString(),
        SpecJson.write(network.spec()),
        data,
        recipe,
        hardware,
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
