package dev.nasnet.spark;

import dev.nasnet.problem.FailureException;
import dev.nasnet.training.Worker;
import dev.nasnet.training.WorkerTrainer;
import dev.nasnet.weights.Weights;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.Iterator$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs the workers of a training as Spark tasks. Worker k computes partition k.
 *
 * @param spark the Spark context
 * @param job the data from which each worker builds its graph
 */
public record Workers(JavaSparkContext spark, TrainingJob job) {
  private static final int DEPTH = 2;

  /** An operation of a worker on its graph with the values of the current round. */
  interface Task<T> extends Serializable {
    T run(WorkerTrainer graph, Weights values, Worker worker);
  }

  /** Returns the number of workers. */
  int count() {
    return job.workers();
  }

  /** Runs a task on the first worker and returns its result. */
  <T> T first(Weights values, long round, Task<T> task) {
    return broadcasting(values, shared -> independent(1, round, shared, task).collect().get(0));
  }

  /** Runs a task on each worker and returns the results in the order of the workers. */
  <T> List<T> each(Weights values, long round, Task<T> task) {
    return broadcasting(values, shared -> independent(count(), round, shared, task).collect());
  }

  /**
   * Runs a task on all workers and returns the sum of the results. Spark starts all workers at the
   * same time as a barrier stage, and repeats all of them if one is lost. Spark repeats a barrier
   * stage only if it ends in a shuffle, so the first additions are done by √K tasks of another
   * stage.
   */
  WeightSum sum(Weights values, long round, Task<WeightSum> task) {
    int adders = (int) Math.ceil(Math.sqrt(count()));
    return broadcasting(
        values,
        shared ->
            simultaneous(round, shared, task)
                .repartition(adders)
                .treeAggregate(WeightSum.NONE, WeightSum::plus, WeightSum::plus, DEPTH));
  }

  private <T> T broadcasting(Weights values, Function<Broadcast<Weights>, T> operation) {
    Broadcast<Weights> shared = spark.broadcast(values);
    try {
      return operation.apply(shared);
    } catch (Exception e) {
      throw spark.sc().isStopped()
          ? new FailureException(
              "Spark was stopped; set `resume` to continue from the last checkpoint", e)
          : JobFailure.of(e);
    } finally {
      destroy(shared);
    }
  }

  private void destroy(Broadcast<Weights> shared) {
    if (!spark.sc().isStopped()) {
      shared.destroy();
    }
  }

  private <T> JavaRDD<T> independent(
      int tasks, long round, Broadcast<Weights> shared, Task<T> task) {
    TrainingJob localJob = job;
    return partitions(tasks)
        .mapPartitions(rows -> List.of(run(localJob, round, shared, task)).iterator());
  }

  private <T> JavaRDD<T> simultaneous(long round, Broadcast<Weights> shared, Task<T> task) {
    TrainingJob localJob = job;
    ClassTag<T> tag = ClassTag$.MODULE$.apply(Object.class);
    Function1<Iterator<Integer>, Iterator<T>> partition =
        (Function1<Iterator<Integer>, Iterator<T>> & Serializable)
            rows -> Iterator$.MODULE$.single(run(localJob, round, shared, task));
    return JavaRDD.fromRDD(
        partitions(count()).rdd().barrier().mapPartitions(partition, false, tag), tag);
  }

  private JavaRDD<Integer> partitions(int tasks) {
    return spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks);
  }

  private static <T> T run(TrainingJob job, long round, Broadcast<Weights> shared, Task<T> task) {
    Worker worker = new Worker(job.workers(), TaskContext.getPartitionId());
    Weights values = shared.value();
    return WorkerGraphs.with(job, round, worker, graph -> task.run(graph, values, worker));
  }
}
