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
 * An executor's graphs, as many as tasks ran here at once, kept from round to round: to build one
 * takes as long as many steps. They hold nothing that counts, and serve any worker: a round brings
 * all values along. One that is not wanted for a round is closed.
 */
final class WorkerGraphs {
  private static final WorkerGraphs HERE = new WorkerGraphs();

  /** A graph that waits, and whose pipeline may stand where a worker goes on. */
  private record Idle(WorkerTrainer graph, Worker worker, long round) {}

  private final List<Idle> idle = new ArrayList<>();
  private final Object opening = new Object();
  private @Nullable TrainingJob job;
  private @Nullable SharedData sourceOf;
  private @Nullable DataSource source;

  private WorkerGraphs() {}

  /**
   * Works with a graph, which is built where none is free.
   *
   * @param round a number that grows from round to round
   */
  static <T> T with(TrainingJob job, long round, Worker worker, Function<WorkerTrainer, T> work) {
    WorkerTrainer free = HERE.take(job, round, worker);
    WorkerTrainer graph = free == null ? job.open(HERE.source(job)) : free;
    T done;
    try {
      done = work.apply(graph);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
    HERE.put(job, new Idle(graph, worker, round));
    return done;
  }

  /** Closes all graphs: where the driver's own process trained, the training is over. */
  static void clear() {
    HERE.forget();
  }

  /** A free one, the worker's own where it is among them. */
  private synchronized @Nullable WorkerTrainer take(TrainingJob asked, long round, Worker worker) {
    if (!asked.equals(job)) {
      forget();
      job = asked;
    }
    closeOlderThan(round - 1);
    Idle best = null;
    for (Idle free : idle) {
      if (best == null || free.worker().equals(worker)) {
        best = free;
      }
    }
    if (best == null) {
      return null;
    }
    idle.remove(best);
    return best.graph();
  }

  /** Of a task that outlived its training, the graph is of no use. */
  private synchronized void put(TrainingJob of, Idle free) {
    if (of.equals(job)) {
      idle.add(free);
    } else {
      free.graph().close();
    }
  }

  private synchronized void forget() {
    closeOlderThan(Long.MAX_VALUE);
    job = null;
  }

  private void closeOlderThan(long round) {
    for (Iterator<Idle> all = idle.iterator(); all.hasNext(); ) {
      Idle free = all.next();
      if (free.round() < round) {
        free.graph().close();
        all.remove();
      }
    }
  }

  private DataSource source(TrainingJob asked) {
    synchronized (opening) {
      if (source == null || !asked.data().equals(sourceOf)) {
        source = asked.data().open();
        sourceOf = asked.data();
      }
      return source;
    }
  }
}
