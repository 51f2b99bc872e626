package dev.nasnet.inference;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** Keeps what any number of threads use open until the last of them is done with it. */
final class SharedResource {
  private final String kind;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * @param kind what an error calls that which is guarded
   */
  SharedResource(String kind) {
    this.kind = kind;
  }

  /**
   * Does work that nothing is closed under.
   *
   * @throws IllegalStateException if it is closed
   */
  <T> T whileOpen(Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the %s is closed; open the model anew".formatted(kind));
      }
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }

  /** Closes once, after the work under way; later calls do nothing. */
  void close(Runnable closing) {
    use.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closing.run();
      }
    } finally {
      use.writeLock().unlock();
    }
  }
}
