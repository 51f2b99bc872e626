package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A Chromium for tests: the one of NASNET_BROWSER, else what scripts/browser finds. Where there is
 * none, the test fails if CI is set and is aborted otherwise.
 */
final class Browser {
  private Browser() {}

  /** Its path. */
  static String path() {
    try {
      Process process =
          new ProcessBuilder("scripts/browser", "--installed").redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() == 0) {
        return said;
      }
      if (System.getenv("CI") != null) {
        fail(said);
      }
      return abort(said);
    } catch (IOException e) {
      return fail("scripts/browser does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted", e);
    }
  }
}
