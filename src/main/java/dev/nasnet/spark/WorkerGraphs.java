package dev.nasnet.spark;

import dev.nasnet.data.DataSource;
import dev.nasnet.training.Worker;
import dev.nasnet.training.WorkerTrainer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the training graphs of an executor from round to round, because building a graph takes as
 * long as many steps. There are as many graphs as tasks that ran at the same time. A graph can be
 * used for any worker, because all values are sent in each round. A graph that is not used in a
 * round is closed.
 */
final class WorkerGraphs {
  private static final WorkerGraphs INSTANCE = new WorkerGraphs();

  /**
   * A graph that is not in use.
   *
   * @param graph the graph
   * @param worker the worker of its last use; the input pipeline may be at the position at which
   *     this worker continues
   * @param round the round of its last use
   */
  private record Idle(WorkerTrainer graph, Worker worker, long round) {}

  private final List<Idle> idle = new ArrayList<>();
  private final Object sourceLock = new Object();
  private @Nullable TrainingJob job;
  private @Nullable SharedData sourceData;
  private @Nullable DataSource source;

  private WorkerGraphs() {}

  /**
   * Runs an operation on an idle graph, or on a new graph if there is none.
   *
   * @param job the job to which the graph belongs
   * @param round the number of the round, which increases from round to round
   * @param worker the worker
   * @param operation the operation
   * @return the result of the operation
   */
  static <T> T with(
      TrainingJob job, long round, Worker worker, Function<WorkerTrainer, T> operation) {
    WorkerTrainer idle = INSTANCE.take(job, round, worker);
    WorkerTrainer graph = idle == null ? job.open(INSTANCE.source(job)) : idle;
    T result;
    try {
      result = operation.apply(graph);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
    INSTANCE.put(job, new Idle(graph, worker, round));
    return result;
  }

  /**
   * Closes all graphs of this process. The driver calls this at the end of a training, since with a
   * local master the workers run in its process.
   */
  static void clear() {
    INSTANCE.closeAll();
  }

  /** Removes and returns an idle graph, preferably the one that the worker used last. */
  private synchronized @Nullable WorkerTrainer take(
      TrainingJob current, long round, Worker worker) {
    if (!current.equals(job)) {
      closeAll();
      job = current;
    }
    closeOlderThan(round - 1);
    Idle best = null;
    for (Idle candidate : idle) {
      if (best == null || candidate.worker().equals(worker)) {
        best = candidate;
      }
    }
    if (best == null) {
      return null;
    }
    idle.remove(best);
    return best.graph();
  }

  /** Keeps a graph for later rounds; closes it if it belongs to a job that has ended meanwhile. */
  private synchronized void put(TrainingJob owner, Idle used) {
    if (owner.equals(job)) {
      idle.add(used);
    } else {
      used.graph().close();
    }
  }

  private synchronized void closeAll() {
    closeOlderThan(Long.MAX_VALUE);
    job = null;
  }

  private void closeOlderThan(long round) {
    for (Iterator<Idle> all = idle.iterator(); all.hasNext(); ) {
      Idle candidate = all.next();
      if (candidate.round() < round) {
        candidate.graph().close();
        all.remove();
      }
    }
  }

  private DataSource source(TrainingJob current) {
    synchronized (sourceLock) {
      if (source == null || !current.data().equals(sourceData)) {
        source = current.data().open();
        sourceData = current.data();
      }
      return source;
    }
  }
}
