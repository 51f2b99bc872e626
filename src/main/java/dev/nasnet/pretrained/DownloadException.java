package dev.nasnet.pretrained;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Signals that a server or the network did not deliver a file. */
final class DownloadException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean breaksOff;

  /**
   * Creates an exception.
   *
   * @param reason the end of a sentence that begins with the file
   * @param breaksOff whether another attempt may continue the download
   * @param cause the underlying exception, or null
   */
  DownloadException(String reason, boolean breaksOff, @Nullable Throwable cause) {
    super(reason, cause);
    this.breaksOff = breaksOff;
  }

  /** Returns whether another attempt may continue the download. */
  boolean breaksOff() {
    return breaksOff;
  }
}
