package dev.nasnet.pretrained;

import java.time.Duration;

/**
 * How long a download waits.
 *
 * @param connect the longest wait for a connection and for the head of a response
 * @param idle the longest wait for more bytes
 * @param retry the pause before a broken download is continued
 * @param attempts the number of attempts without any progress after which a broken download fails
 */
record Patience(Duration connect, Duration idle, Duration retry, int attempts) {
  /** The waiting times for users. */
  static final Patience USUAL =
      new Patience(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(2), 3);
}
