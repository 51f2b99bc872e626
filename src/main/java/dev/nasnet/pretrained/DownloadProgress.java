package dev.nasnet.pretrained;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The progress of a download.
 *
 * @param file the name of the published file, such as {@code NASNet-mobile.h5}
 * @param received the bytes that are on this machine, with those of an earlier attempt
 * @param total the bytes of the whole file, if the server states them
 * @param bytesPerSecond the mean rate of this attempt, at least 0
 */
public record DownloadProgress(
    String file, long received, OptionalLong total, double bytesPerSecond) {
  /**
   * {@return the seconds that are left at this rate, if the size and the rate allow an estimate}
   */
  public Optional<Long> secondsLeft() {
    return total.isPresent() && bytesPerSecond > 0
        ? Optional.of(Math.round((total.getAsLong() - received) / bytesPerSecond))
        : Optional.empty();
  }
}
