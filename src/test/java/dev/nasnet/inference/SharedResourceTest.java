package dev.nasnet.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedResourceTest {
  private final SharedResource guard = new SharedResource("model");
  private final List<String> events = new CopyOnWriteArrayList<>();
  // Of two cores Java 25's common pool has one thread.
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  @Test
  void closingWaitsForWorkUnderWayAndRefusesLaterWork() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Future<String> work = threads.submit(() -> guard.whileOpen(() -> work(working, goOn)));
    working.await();
    Thread closing = new Thread(() -> guard.close(() -> events.add("closed")));
    closing.start();
    while (closing.getState() != Thread.State.WAITING) {
      assertThat(closing.isAlive()).as("closing waits").isTrue();
      Thread.onSpinWait();
    }
    assertThat(events).isEmpty();
    goOn.countDown();
    closing.join();
    assertThat(work.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
    assertThat(events).containsExactly("worked", "closed");
    guard.close(() -> events.add("closed again"));
    assertThatThrownBy(() -> guard.whileOpen(() -> events.add("worked on what is closed")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the model is closed; open the model again");
    assertThat(events).containsExactly("worked", "closed");
  }

  @Test
  void workGoesOnAtOnce() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    List<Future<String>> calls =
        List.of(
            threads.submit(() -> guard.whileOpen(() -> work(both, both))),
            threads.submit(() -> guard.whileOpen(() -> work(both, both))));
    for (Future<String> call : calls) {
      assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
    }
  }

  private String work(CountDownLatch begun, CountDownLatch goOn) {
    begun.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    events.add("worked");
    return "answer";
  }
}
