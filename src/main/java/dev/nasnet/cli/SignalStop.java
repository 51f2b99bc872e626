package dev.nasnet.cli;

import java.util.concurrent.CountDownLatch;

/** How SIGTERM, SIGINT (Ctrl-C) and SIGHUP end work in good order. */
final class SignalStop {
  private SignalStop() {}

  /**
   * Does work. A signal meanwhile calls {@code stop}, and the process ends when the work has
   * returned, with 128 and the signal's number.
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
