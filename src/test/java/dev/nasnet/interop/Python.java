package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs the scripts of src/test/python: another program judges what Java wrote. The interpreter is
 * that of NASNET_PYTHON, else that of .venv (made by scripts/python-env). Where there is none, the
 * test fails if CI is set and is aborted otherwise.
 */
public final class Python {
  private static final Path SCRIPTS = Path.of("src", "test", "python");

  private Python() {}

  /**
   * Runs a script and returns what it wrote to stdout and stderr together; fails the test with that
   * text if the script ends with another code than 0.
   *
   * @param script its file name, such as {@code keras_config.py}
   * @param arguments handed over by their {@code toString()}
   */
  public static String run(String script, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(interpreter());
    command.add(SCRIPTS.resolve(script).toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONIOENCODING", "utf-8");
    // The scripts themselves choose between Keras 3 and tf_keras.
    environment.remove("TF_USE_LEGACY_KERAS");
    return output(builder);
  }

  private static String output(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        fail("%s ended with code %d:%n%s", String.join(" ", builder.command()), exitCode, text);
      }
      return text;
    } catch (IOException e) {
      return fail("python does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted", e);
    }
  }

  private static String interpreter() {
    String named = System.getenv("NASNET_PYTHON");
    Path path =
        named == null || named.isBlank() ? Path.of(".venv", "bin", "python") : Path.of(named);
    if (!Files.isExecutable(path)) {
      String message = "no Python at %s; run scripts/python-env".formatted(path);
      if (System.getenv("CI") != null) {
        fail(message);
      }
      abort(message);
    }
    return path.toAbsolutePath().toString();
  }
}
