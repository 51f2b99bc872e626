package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** shellcheck finds nothing in the launcher and the other scripts. */
@Tag("interop")
class ShellScriptsTest {
  @Test
  void areClean() {
    assertThat(Python.run("shell_scripts.py", Path.of("").toAbsolutePath()))
        .matches("(?s)[1-9][0-9] scripts are clean\\s*");
  }
}
