package dev.nasnet.training;

import dev.nasnet.run.EpochReport;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One who tells the user, and others who make something to look at. Of these, one who fails is told
 * of and leaves: no training ends because it cannot be looked at.
 */
public final class CompositeListener implements TrainingListener, AutoCloseable {
  private final TrainingListener teller;
  private final Map<String, TrainingListener> others = new LinkedHashMap<>();

  /** Creates a composite with one listener, whose failures end the training. */
  public CompositeListener(TrainingListener teller) {
    this.teller = teller;
  }

  /**
   * Lets another join.
   *
   * @param name of what it makes
   */
  public void join(String name, Supplier<TrainingListener> other) {
    try {
      others.put(name, other.get());
    } catch (RuntimeException e) {
      tell(name, e);
    }
  }

  private void each(Consumer<TrainingListener> does) {
    for (Map.Entry<String, TrainingListener> other : Map.copyOf(others).entrySet()) {
      try {
        does.accept(other.getValue());
      } catch (RuntimeException e) {
        others.remove(other.getKey());
        tell(other.getKey(), e);
        close(other.getKey(), other.getValue());
      }
    }
  }

  private void tell(String name, RuntimeException problem) {
    String why = String.valueOf(problem.getMessage()).replaceFirst("(?s)\\s+\\[\\[.*", "");
    note("%s cannot be written: %s; the training goes on without".formatted(name, why));
  }

  @Override
  public void step(long step, long steps, double loss) {
    teller.step(step, steps, loss);
    each(other -> other.step(step, steps, loss));
  }

  @Override
  public void note(String line) {
    teller.note(line);
  }

  @Override
  public void standsAt(long step) {
    each(other -> other.standsAt(step));
  }

  @Override
  public boolean isViewing() {
    return others.values().stream().anyMatch(TrainingListener::isViewing);
  }

  @Override
  public void view(EpochView view) {
    each(other -> other.view(view));
  }

  @Override
  public void epoch(EpochReport report) {
    teller.epoch(report);
    each(other -> other.epoch(report));
  }

  @Override
  public void close() {
    others.forEach(this::close);
    others.clear();
  }

  private void close(String name, TrainingListener other) {
    if (other instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (RuntimeException e) {
        tell(name, e);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
