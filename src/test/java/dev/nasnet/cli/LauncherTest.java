package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launchers settle before Java starts. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  private static final String SOURCED = "set -eu; root=$PWD; . scripts/launcher.sh; ";

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "C.UTF-8", "xx_XX.ISO-8859-1"})
  void javaNamesFilesInUtf8(String locale) throws Exception {
    String words = SOURCED + "export LC_ALL; exec locale charmap";
    assertThat(run("LC_ALL=" + locale + "; export LC_ALL; unset LANG; " + words))
        .isEqualTo("0 UTF-8");
  }

  @Test
  void closedStderrDoesNotHang() throws Exception {
    assertThat(run("exec 2>&-; " + SOURCED + "quiet_natives summary; echo on")).isEqualTo("0 on");
  }

  @Test
  void closedStdoutIsRefused() throws Exception {
    assertThat(run("exec 2>&1 1>&-; " + SOURCED))
        .isEqualTo("1 nasnet: stdout is closed; give it a file or a pipe, or /dev/null");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"demo", "browser", "gpu-check", "python-env", "kill-trial", "fault-trial"})
  void helpIsHelp(String script) throws Exception {
    assertThat(run("scripts/" + script + " --help"))
        .startsWith("0 ")
        .contains("usage: scripts/" + script);
  }

  @Test
  void anUnknownOptionOfTheDemoIsRefused() throws Exception {
    assertThat(run("scripts/demo --fast"))
        .isEqualTo("1 demo: --fast is no option; give a folder, or --help");
  }

  private static String run(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", script)
            .directory(Path.of("").toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return "hangs";
    }
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return process.exitValue() + " " + text;
  }
}
