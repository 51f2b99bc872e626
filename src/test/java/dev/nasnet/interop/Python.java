package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of src/test/python: another program judges what Java wrote. The interpreter is
 * that of NASNET_PYTHON, else that of .venv (made by scripts/python-env). Where there is none, the
 * test fails if CI is set and is aborted otherwise.
 */
public final class Python {
  private static final Path SCRIPTS = Path.of("src", "test", "python");

  private static @Nullable Python server;

  private final Process process;
  private final BufferedReader answers;

  private Python(Process process) {
    this.process = process;
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Runs a script in a process of its own, but a fork of one that has TensorFlow and Keras loaded,
   * and returns what it wrote to stdout and stderr together; fails the test with that text if the
   * script ends with another code than 0.
   *
   * @param script its file name, such as {@code keras_config.py}
   * @param arguments handed over by their {@code toString()}
   */
  public static String run(String script, Object... arguments) {
    try {
      Path output = Files.createTempFile("python", ".txt");
      try {
        int code = server().answer(SCRIPTS.resolve(script), texts(arguments), output);
        return judged(script, code, Files.readString(output));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      return fail("python does not start", e);
    }
  }

  /** As {@link #run}, but from the start: for a script that sets TensorFlow up in its own way. */
  public static String alone(String script, Object... arguments) {
    try {
      Process process = start(SCRIPTS.resolve(script), texts(arguments)).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return judged(script, process.waitFor(), text);
    } catch (IOException e) {
      return fail("python does not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted", e);
    }
  }

  /** It ends with this process, which closes its stdin. */
  private static synchronized Python server() throws IOException {
    if (server == null || !server.process.isAlive()) {
      ProcessBuilder builder = start(SCRIPTS.resolve("fork_server.py"), List.of());
      builder.redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.DISCARD);
      server = new Python(builder.start());
    }
    return server;
  }

  private synchronized int answer(Path script, List<String> arguments, Path output)
      throws IOException {
    Map<String, Object> request =
        Map.of(
            "script",
            script.toAbsolutePath().toString(),
            "arguments",
            arguments,
            "output",
            output.toString());
    OutputStream stdin = process.getOutputStream();
    stdin.write((new Gson().toJson(request) + "\n").getBytes(StandardCharsets.UTF_8));
    stdin.flush();
    String line = answers.readLine();
    return line == null ? fail("python ended before it answered") : Integer.parseInt(line);
  }

  private static String judged(String script, int exitCode, String text) {
    return exitCode == 0 ? text : fail("%s ended with code %d:%n%s", script, exitCode, text);
  }

  private static List<String> texts(Object... arguments) {
    return Arrays.stream(arguments).map(Object::toString).toList();
  }

  private static ProcessBuilder start(Path script, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(interpreter(), script.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONIOENCODING", "utf-8");
    // The scripts themselves choose between Keras 3 and tf_keras.
    environment.remove("TF_USE_LEGACY_KERAS");
    return builder;
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
