package dev.nasnet.spark;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Counts the tasks that are under way: a job that fails does not wait for its others. */
final class RunningTasks extends SparkListener {
  private static final long PAUSE_MILLIS = 50;

  private final AtomicInteger running = new AtomicInteger();

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    running.incrementAndGet();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.decrementAndGet();
  }

  /** Waits until none is under way, but no longer than that. */
  void awaitNone(long mostMillis) throws InterruptedException {
    long end = System.nanoTime() + mostMillis * 1_000_000;
    while (running.get() > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
