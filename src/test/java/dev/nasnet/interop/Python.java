package dev.nasnet.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the project's Python scripts. A missing Python fails where {@code CI} is set. */
public final class Python {
  private Python() {}

  /** Runs a script of src/test/python and returns what it printed on stdout. */
  public static String run(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(executable().toString());
    command.add(Path.of("src/test/python", script).toAbsolutePath().toString());
    command.addAll(List.of(arguments));
    Path errors = Files.createTempFile("python", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    builder.environment().put("CUDA_VISIBLE_DEVICES", "");
    builder.environment().remove("TF_USE_LEGACY_KERAS");
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new AssertionError(
            "%s ended with %d%n%s%n%s".formatted(script, code, output, Files.readString(errors)));
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  private static Path executable() {
    String given = System.getenv("NASNET_PYTHON");
    Path python = given == null ? Path.of(".venv", "bin", "python") : Path.of(given);
    if (!Files.isExecutable(python)) {
      String cure = python + " is missing; scripts/python-env makes it";
      if (System.getenv("CI") != null) {
        throw new AssertionError(cure);
      }
      assumeTrue(false, cure);
    }
    return python.toAbsolutePath();
  }
}
