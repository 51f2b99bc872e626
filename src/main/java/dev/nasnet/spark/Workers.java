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
 * A training's workers, as Spark's tasks: worker k is partition k.
 *
 * @param spark where
 * @param job what each needs to build its graph
 */
record Workers(JavaSparkContext spark, TrainingJob job) {
  private static final int DEPTH = 2;

  /** What a worker does with a graph and the values that are handed to it. */
  interface Task<T> extends Serializable {
    T of(WorkerTrainer graph, Weights values, Worker worker);
  }

  /** How many there are. */
  int count() {
    return job.workers();
  }

  /** What the first worker makes of values. */
  <T> T first(Weights values, long round, Task<T> task) {
    return sharing(values, shared -> plain(1, round, shared, task).collect().get(0));
  }

  /** What each worker makes of values, in the workers' order. */
  <T> List<T> each(Weights values, long round, Task<T> task) {
    return sharing(values, shared -> plain(count(), round, shared, task).collect());
  }

  /**
   * The sum of what all workers make of values. They start together or not at all; where one is
   * lost, Spark lets all begin again: it does so with a barrier stage that ends in a shuffle only,
   * so that the first adding up is by tasks of its own, √K of them.
   */
  WeightSum sum(Weights values, long round, Task<WeightSum> task) {
    int adders = (int) Math.ceil(Math.sqrt(count()));
    return sharing(
        values,
        shared ->
            together(round, shared, task)
                .repartition(adders)
                .treeAggregate(WeightSum.NONE, WeightSum::plus, WeightSum::plus, DEPTH));
  }

  private <T> T sharing(Weights values, Function<Broadcast<Weights>, T> work) {
    Broadcast<Weights> shared = spark.broadcast(values);
    try {
      return work.apply(shared);
    } catch (Exception e) {
      throw spark.sc().isStopped()
          ? new FailureException("Spark was stopped; --resume goes on from the last checkpoint", e)
          : JobFailure.of(e);
    } finally {
      forget(shared);
    }
  }

  private void forget(Broadcast<Weights> shared) {
    if (!spark.sc().isStopped()) {
      shared.destroy();
    }
  }

  private <T> JavaRDD<T> plain(int tasks, long round, Broadcast<Weights> shared, Task<T> task) {
    TrainingJob own = job;
    return partitions(tasks)
        .mapPartitions(rows -> List.of(run(own, round, shared, task)).iterator());
  }

  private <T> JavaRDD<T> together(long round, Broadcast<Weights> shared, Task<T> task) {
    TrainingJob own = job;
    ClassTag<T> tag = ClassTag$.MODULE$.apply(Object.class);
    Function1<Iterator<Integer>, Iterator<T>> partition =
        (Function1<Iterator<Integer>, Iterator<T>> & Serializable)
            rows -> Iterator$.MODULE$.single(run(own, round, shared, task));
    return JavaRDD.fromRDD(
        partitions(count()).rdd().barrier().mapPartitions(partition, false, tag), tag);
  }

  private JavaRDD<Integer> partitions(int tasks) {
    return spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks);
  }

  private static <T> T run(TrainingJob job, long round, Broadcast<Weights> shared, Task<T> task) {
    Worker worker = new Worker(job.workers(), TaskContext.getPartitionId());
    Weights values = shared.value();
    return WorkerGraphs.with(job, round, worker, graph -> task.of(graph, values, worker));
  }
}
