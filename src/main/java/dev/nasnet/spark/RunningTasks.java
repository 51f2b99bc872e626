package dev.nasnet.spark;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Counts the running tasks. When a job fails, Spark does not wait for the end of its other tasks.
 */
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

  /** Waits until no task is running, but at most for the given time. */
  void awaitNone(long timeoutMillis) throws InterruptedException {
    long end = System.nanoTime() + timeoutMillis * 1_000_000;
    while (running.get() > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }
}
