package dev.nasnet.training;

import dev.nasnet.run.EpochReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Passes a training's progress to a main listener and to any number of observers, which write files
 * to look at. An observer that fails is removed with a message, so that the training continues.
 */
public final class CompositeListener implements TrainingListener, AutoCloseable {
  private final TrainingListener main;
  private final Map<String, TrainingListener> observers = new LinkedHashMap<>();

  /**
   * Creates a composite with one listener; its failures end the training.
   *
   * @param main receives all events
   */
  public CompositeListener(TrainingListener main) {
    this.main = main;
  }

  /**
   * Adds an observer.
   *
   * @param name the name of the file that it writes, for messages
   * @param observer creates the observer; if this fails, there is a message instead
   */
  public void add(String name, Supplier<TrainingListener> observer) {
    try {
      observers.put(name, observer.get());
    } catch (RuntimeException e) {
      report(name, e);
    }
  }

  private void forEach(Consumer<TrainingListener> call) {
    for (Map.Entry<String, TrainingListener> observer : Map.copyOf(observers).entrySet()) {
      try {
        call.accept(observer.getValue());
      } catch (RuntimeException e) {
        observers.remove(observer.getKey());
        report(observer.getKey(), e);
        close(observer.getKey(), observer.getValue());
      }
    }
  }

  private void report(String name, RuntimeException problem) {
    String why = String.valueOf(problem.getMessage()).replaceFirst("(?s)\\s+\\[\\[.*", "");
    onMessage("%s cannot be written: %s; the training goes on without".formatted(name, why));
  }

  @Override
  public void onStep(long step, long steps, double loss) {
    main.onStep(step, steps, loss);
    forEach(observer -> observer.onStep(step, steps, loss));
  }

  @Override
  public void onMessage(String line) {
    main.onMessage(line);
  }

  @Override
  public void onRestore(long step) {
    main.onRestore(step);
    forEach(observer -> observer.onRestore(step));
  }

  @Override
  public boolean wantsReview() {
    return main.wantsReview()
        || observers.values().stream().anyMatch(TrainingListener::wantsReview);
  }

  @Override
  public void onReview(EpochView view) {
    main.onReview(view);
    forEach(observer -> observer.onReview(view));
  }

  @Override
  public void onEpochEnd(EpochReport report) {
    main.onEpochEnd(report);
    forEach(observer -> observer.onEpochEnd(report));
  }

  @Override
  public void close() {
    observers.forEach(this::close);
    observers.clear();
  }

  private void close(String name, TrainingListener observer) {
    if (observer instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (RuntimeException e) {
        report(name, e);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
