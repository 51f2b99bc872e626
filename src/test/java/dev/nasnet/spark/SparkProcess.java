package dev.nasnet.spark;

import dev.nasnet.internal.files.AtomicWrites;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Runs {@code nasnet-spark} in a separate process, as spark-submit does. With the master {@code
 * local-cluster[N,C,M]}, there are N executors, each in its own process with C cores and M MiB of
 * memory. Closing the object ends all these processes.
 */
final class SparkProcess implements AutoCloseable {
  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";
  private static final Path CONF = Path.of("src/main/spark").toAbsolutePath();
  private static final long PAUSE_MILLIS = 20;

  /**
   * An option without the second JIT compiler, which would slow down processes of a few seconds.
   */
  private static final String FIRST_TIER = "-XX:TieredStopAtLevel=1";

  private final Path folder;
  private final Process process;
  private final Set<ProcessHandle> seen = new LinkedHashSet<>();

  private SparkProcess(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts the process.
   *
   * @param folder the working folder, in which the method creates a Spark home with this class path
   *     and folders for logs and local files
   * @param master the master, such as {@code local-cluster[2,1,1024]}
   * @param options the options of spark-submit, such as {@code --conf}, {@code spark.x=y}
   * @param words the command and its options
   */
  static SparkProcess start(Path folder, String master, List<String> options, String... words)
      throws IOException {
    Path home = folder.resolve("home");
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createDirectories(folder.resolve("local"));
    for (Path entry : classPath()) {
      if (entry.toString().endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(entry.getFileName()), entry.toAbsolutePath());
      }
    }
    ProcessBuilder builder =
        new ProcessBuilder(command(jars, master, options, words))
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(folder.resolve("stderr").toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("SPARK_"));
    environment.put("SPARK_HOME", home.toString());
    environment.put("SPARK_SCALA_VERSION", "2.13");
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    environment.put("SPARK_CONF_DIR", CONF.toString());
    environment.put("TF_CPP_MIN_LOG_LEVEL", "2");
    return new SparkProcess(folder, builder.start());
  }

  /** Returns the driver's standard output so far. */
  String out() throws IOException {
    return Files.readString(folder.resolve("stdout"));
  }

  /** Returns the driver's standard error output so far. */
  String log() throws IOException {
    return Files.readString(folder.resolve("stderr"));
  }

  /** Returns the executors that are running now. */
  List<ProcessHandle> executors() {
    List<ProcessHandle> executors = process.descendants().filter(SparkProcess::isExecutor).toList();
    seen.addAll(executors);
    return executors;
  }

  /** Waits for a condition; fails with the log if the driver ends or the time has passed. */
  void await(String what, Duration most, BooleanSupplier condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        throw new AssertionError("no " + what + ":\n" + everything());
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  /** Kills a process by SIGKILL, as Linux does when memory runs out, and waits for its end. */
  static void kill(ProcessHandle victim) {
    victim.destroyForcibly();
    victim.onExit().join();
  }

  /** Kills the driver by SIGKILL; its executors end on their own or by {@link #close}. */
  void killDriver() {
    executors();
    kill(process.toHandle());
  }

  /** Waits for the driver's exit code; fails with the log if the time has passed. */
  int waitFor(Duration most) throws IOException, InterruptedException {
    if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("not done in " + most + ":\n" + everything());
    }
    return process.exitValue();
  }

  /** Returns the logs of the driver and its executors for the message of a failed test. */
  String everything() throws IOException {
    StringBuilder text = new StringBuilder("driver:\n").append(log());
    try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).sorted().toList()) {
        text.append(file.getParent().getFileName()).append(":\n").append(Files.readString(file));
      }
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    executors();
    kill(process.toHandle());
    seen.forEach(SparkProcess::kill);
    // JUnit logs a warning for each link in its temporary folder.
    AtomicWrites.deleteTree(folder.resolve("home").resolve("jars"));
  }

  private static List<String> command(
      Path jars, String master, List<String> options, String... words) {
    Path classes = Path.of("target/classes").toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    String path = String.join(File.pathSeparator, classes.toString(), CONF.toString(), jars + "/*");
    command.addAll(List.of("-Xmx512m", FIRST_TIER, "-cp", path));
    command.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", master));
    command.addAll(List.of("--conf", "spark.executor.extraClassPath=" + classes));
    command.addAll(List.of("--conf", "spark.executor.extraJavaOptions=" + FIRST_TIER));
    command.addAll(options);
    command.addAll(List.of("--class", "dev.nasnet.cli.spark.NasNetSpark", "spark-internal"));
    command.addAll(List.of(words));
    return command;
  }

  /** Returns this class path without slf4j-nop, because the tests read Spark's log. */
  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> !entry.getFileName().toString().startsWith("slf4j-nop"))
        .toList();
  }

  /**
   * Returns whether a process is an executor. Java returns at most a page of a command line, and
   * that of an executor is longer, so the method reads it from /proc.
   */
  private static boolean isExecutor(ProcessHandle handle) {
    Path line = Path.of("/proc", Long.toString(handle.pid()), "cmdline");
    try {
      return Files.readString(line, StandardCharsets.ISO_8859_1).contains(EXECUTOR);
    } catch (IOException e) {
      Optional<String> commandLine = handle.info().commandLine();
      return commandLine.isPresent() && commandLine.get().contains(EXECUTOR);
    }
  }
}
