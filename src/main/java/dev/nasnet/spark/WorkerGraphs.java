package dev.nasnet.spark;

import dev.nasnet.data.DataSource;
import dev.nasnet.training.LocalSteps;
import dev.nasnet.training.Worker;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An executor's graphs, one for each worker that Spark has put here, kept from round to round: to
 * build one takes as long as many steps. They hold nothing that counts: a round brings all values
 * along. A worker that went elsewhere is forgotten after a round.
 */
final class WorkerGraphs {
  private static final WorkerGraphs HERE = new WorkerGraphs();

  private final Map<Worker, Place> places = new HashMap<>();
  private @Nullable TrainingJob job;
  private final Object opening = new Object();
  private @Nullable SharedData sourceOf;
  private @Nullable DataSource source;

  private WorkerGraphs() {}

  /**
   * Works with a worker's graph, which is built where it is missing.
   *
   * @param round a number that grows from round to round
   */
  static <T> T with(TrainingJob job, long round, Worker worker, Function<LocalSteps, T> work) {
    while (true) {
      Optional<T> done = HERE.place(job, round, worker).with(() -> HERE.open(job, worker), work);
      if (done.isPresent()) {
        return done.get();
      }
    }
  }

  /** Closes all graphs: where the driver's own process trained, the training is over. */
  static void clear() {
    HERE.forget(place -> true);
  }

  private synchronized Place place(TrainingJob asked, long round, Worker worker) {
    if (!asked.equals(job)) {
      forget(old -> true);
      job = asked;
    }
    forget(old -> old.round < round - 1);
    return places.computeIfAbsent(worker, key -> new Place()).in(round);
  }

  private synchronized void forget(Predicate<Place> isOld) {
    places.values().stream().filter(isOld).forEach(Place::forget);
    places.values().removeIf(isOld);
  }

  private LocalSteps open(TrainingJob asked, Worker worker) {
    return asked.open(source(asked), worker);
  }

  /** Under a lock of its own: who opens holds a place, and who forgets places holds the other. */
  private DataSource source(TrainingJob asked) {
    synchronized (opening) {
      if (source == null || !asked.data().equals(sourceOf)) {
        source = asked.data().open();
        sourceOf = asked.data();
      }
      return source;
    }
  }

  /** A worker's graph, which one thread uses at a time: a task may outlive its stage. */
  private static final class Place {
    private volatile long round;
    private @Nullable LocalSteps graph;
    private boolean isForgotten;

    Place in(long latest) {
      round = Math.max(round, latest);
      return this;
    }

    /** Works with the graph; nothing where it was forgotten meanwhile. */
    synchronized <T> Optional<T> with(Supplier<LocalSteps> open, Function<LocalSteps, T> work) {
      if (isForgotten) {
        return Optional.empty();
      }
      try {
        if (graph == null) {
          graph = open.get();
        }
        return Optional.of(work.apply(graph));
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    }

    synchronized void forget() {
      isForgotten = true;
      close();
    }

    private void close() {
      if (graph != null) {
        graph.close();
        graph = null;
      }
    }
  }
}
