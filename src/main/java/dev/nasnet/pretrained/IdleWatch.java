package dev.nasnet.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream from which nothing has been read for too long, since a read from a connection
 * without data would wait forever.
 */
final class IdleWatch implements AutoCloseable {
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "nasnet-download-watch");
            thread.setDaemon(true);
            return thread;
          });

  private final InputStream stream;
  private final long limit;
  private volatile long lastRead = System.nanoTime();
  private volatile boolean expired;

  IdleWatch(InputStream stream, Duration limit) {
    this.stream = stream;
    this.limit = limit.toNanos();
    long pause = Math.max(1, limit.toMillis() / 5);
    ScheduledFuture<?> unused =
        executor.scheduleAtFixedRate(this::check, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** Notes that bytes were read. */
  void onRead() {
    lastRead = System.nanoTime();
  }

  /** Returns whether the stream was closed because it was idle. */
  boolean isExpired() {
    return expired;
  }

  private void check() {
    if (System.nanoTime() - lastRead > limit) {
      expired = true;
      try {
        stream.close();
      } catch (IOException e) {
        // The reader fails in any case.
      }
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
