package dev.nasnet.inference;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/** A resource that any number of threads use and that closes when the last of them is done. */
final class SharedResource {
  private final String kind;
  private final ReadWriteLock use = new ReentrantReadWriteLock();
  private boolean closed;

  /**
   * @param kind the noun by which an error message calls the resource
   */
  SharedResource(String kind) {
    this.kind = kind;
  }

  /**
   * Runs work during which the resource stays open.
   *
   * @throws IllegalStateException if the resource is closed
   */
  <T> T whileOpen(Supplier<T> work) {
    use.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the %s is closed; open the model again".formatted(kind));
      }
      return work.get();
    } finally {
      use.readLock().unlock();
    }
  }

  /** Closes the resource after the work that is running; later calls do nothing. */
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
