package dev.nasnet.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.run.EpochReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompositeListenerTest {
  private final Told teller = new Told("teller");

  private static final class Told implements TrainingListener, AutoCloseable {
    private final String name;
    private final List<String> heard = new ArrayList<>();
    private boolean isFailing;

    Told(String name) {
      this.name = name;
    }

    @Override
    public void onStep(long step, long steps, double loss) {
      if (isFailing) {
        throw new IllegalStateException("disk full\n\t [[{{node Flush}}]]");
      }
      heard.add("step " + step);
    }

    @Override
    public void onMessage(String line) {
      heard.add(line);
    }

    @Override
    public void onRestore(long step) {
      heard.add("at " + step);
    }

    @Override
    public boolean wantsReview() {
      return !name.equals("teller");
    }

    @Override
    public void onEpochEnd(EpochReport report) {}

    @Override
    public void close() {
      heard.add("closed");
    }
  }

  @Test
  void anObserverThatFailsIsRemovedWithAMessage() {
    Told events = new Told("events");
    Told page = new Told("page");
    try (CompositeListener composite = new CompositeListener(teller)) {
      composite.add("events", () -> events);
      composite.add("page", () -> page);
      composite.onRestore(4);
      composite.onStep(5, 9, 1);
      events.isFailing = true;
      composite.onStep(6, 9, 1);
      composite.onStep(7, 9, 1);
      assertThat(composite.wantsReview()).isTrue();
    }
    assertThat(events.heard).containsExactly("at 4", "step 5", "closed");
    assertThat(page.heard).containsExactly("at 4", "step 5", "step 6", "step 7", "closed");
    assertThat(teller.heard)
        .containsExactly(
            "at 4",
            "step 5",
            "step 6",
            "events cannot be written: disk full; the training goes on without",
            "step 7");
  }

  @Test
  void anObserverThatCannotBeCreatedIsReported() {
    try (CompositeListener composite = new CompositeListener(teller)) {
      composite.add(
          "events",
          () -> {
            throw new IllegalArgumentException("read-only");
          });
      assertThat(composite.wantsReview()).isFalse();
    }
    assertThat(teller.heard)
        .containsExactly("events cannot be written: read-only; the training goes on without");
  }
}
