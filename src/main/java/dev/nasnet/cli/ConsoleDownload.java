package dev.nasnet.cli;

import dev.nasnet.pretrained.DownloadListener;
import dev.nasnet.pretrained.DownloadProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * Prints the progress of downloads on stderr: on a terminal a line that is redrawn, otherwise a
 * line every ten seconds.
 */
final class ConsoleDownload implements DownloadListener {
  private static final long PAUSE = Duration.ofSeconds(10).toNanos();
  private static final double MEGABYTE = 1e6;
  private static final String TO_BEGIN_OF_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean isTerminal = Boolean.getBoolean("nasnet.terminal");
  private boolean isDrawn;
  private long printed = System.nanoTime();

  ConsoleDownload(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void onMessage(String line) {
    erase();
    err.println("nasnet: " + line);
    err.flush();
  }

  @Override
  public void onProgress(DownloadProgress progress) {
    boolean isEnd =
        progress.total().isPresent() && progress.received() >= progress.total().getAsLong();
    if (isTerminal) {
      err.print(TO_BEGIN_OF_LINE + text(progress));
      isDrawn = true;
      if (isEnd) {
        erase();
      }
    }
    boolean isDue = System.nanoTime() - printed > PAUSE;
    if (isEnd || (isDue && !isTerminal)) {
      printed = System.nanoTime();
      err.println("nasnet: " + text(progress));
    }
    err.flush();
  }

  /** Returns {@code NASNet-mobile.h5: 12.0 of 24.2 MB, 3.1 MB/s, 4 s left}. */
  static String text(DownloadProgress progress) {
    String size = String.format(Locale.ROOT, "%.1f", progress.received() / MEGABYTE);
    if (progress.total().isPresent()) {
      size += String.format(Locale.ROOT, " of %.1f", progress.total().getAsLong() / MEGABYTE);
    }
    String rate = String.format(Locale.ROOT, "%.1f MB/s", progress.bytesPerSecond() / MEGABYTE);
    String left = progress.secondsLeft().map(seconds -> ", " + seconds + " s left").orElse("");
    return "%s: %s MB, %s%s".formatted(progress.file(), size, rate, left);
  }

  private void erase() {
    if (isDrawn) {
      err.print(TO_BEGIN_OF_LINE);
      isDrawn = false;
    }
  }
}
