package dev.nasnet.cli;

import java.util.concurrent.CountDownLatch;

/** Ends a task in good order on SIGTERM, SIGINT (Ctrl-C) and SIGHUP. */
final class SignalStop {
  private SignalStop() {}

  /**
   * Runs a task. A signal during the task calls {@code stop}; the process ends when the task has
   * returned, with exit code 128 plus the signal's number.
   */
  static void during(Runnable work, Runnable stop) {
    CountDownLatch returned = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, returned), "signal-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      work.run();
    } finally {
      returned.countDown();
      forget(hook);
    }
  }

  private static void stopAndWait(Runnable stop, CountDownLatch returned) {
    stop.run();
    try {
      returned.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // A signal came: the hook has run.
    }
  }
}
