package dev.nasnet.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another Java with the tests' class path, as on another machine or to be killed. */
record Jvm(List<String> options, Map<String, String> environment, String umask) {
  private static final long MINUTES = 3;

  /** As this one. */
  static final Jvm PLAIN = new Jvm(List.of(), Map.of(), "022");

  /** Starts a class's main; what it says goes to a file. */
  Process start(Path log, Class<?> main, Object... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("/bin/sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("@" + Path.of("scripts", "java.options").toAbsolutePath());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    List.of(arguments).forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /** Waits; the exit code. */
  static int end(Process process, Path log) throws IOException {
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new AssertionError("it takes more than minutes: " + Files.readString(log));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
  }
}
