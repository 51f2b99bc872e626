package dev.nasnet.fuzz;

import com.sun.management.ThreadMXBean;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads damaged inputs and judges how each ends: well, or in one typed exception of one line that
 * names the file, soon, and with memory that its size explains.
 *
 * <p>As a program: {@code Fuzzing INPUTS SEED FOLDER}; each finding becomes a file of the folder.
 */
final class Fuzzing implements AutoCloseable {
  static final long MOST_SECONDS = 10;

  /** Allocated in all, whether or not it is let go again. */
  private static final long ALWAYS_ALLOWED = 64L << 20;

  private static final long TIMES_SIZE = 256;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Reader reader;
  private final Path folder;
  private int refused;
  private long mostBytes;
  private double mostSeconds;

  Fuzzing(Reader reader) throws IOException {
    this.reader = reader;
    folder = Files.createTempDirectory("fuzz");
  }

  /** How many inputs were refused so far. */
  int refused() {
    return refused;
  }

  /** The input with right checksums. */
  byte[] sealed(byte[] input) {
    return reader.sealed(input);
  }

  /** What is wrong with how an input ended, if anything is. */
  Optional<String> complaint(byte[] input) throws IOException {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    Optional<String> complaint = ending(input);
    double seconds = (System.nanoTime() - start) / 1e9;
    bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    mostBytes = Math.max(mostBytes, bytes);
    mostSeconds = Math.max(mostSeconds, seconds);
    if (complaint.isPresent()) {
      return complaint;
    } else if (seconds > MOST_SECONDS) {
      return Optional.of("it took %.1f s".formatted(seconds));
    }
    return bytes > ALWAYS_ALLOWED + TIMES_SIZE * input.length
        ? Optional.of("it allocated %d bytes for %d".formatted(bytes, input.length))
        : Optional.empty();
  }

  private Optional<String> ending(byte[] input) throws IOException {
    try {
      reader.read(folder, input);
      return Optional.empty();
    } catch (InvalidInputException | FailureException e) {
      refused++;
      String text = String.valueOf(e.getMessage());
      boolean oneLine =
          text.lines().count() <= 1 && text.chars().noneMatch(Character::isISOControl);
      boolean named = reader.file.isEmpty() || text.contains(folder.toString());
      return oneLine && named ? Optional.empty() : Optional.of("badly told: " + text);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      StackTraceElement[] trace = e.getStackTrace();
      List<StackTraceElement> top = List.of(trace).subList(0, Math.min(6, trace.length));
      return Optional.of(e + " at " + top);
    }
  }

  @Override
  public void close() throws IOException {
    AtomicWrites.deleteTree(folder);
  }

  /** Runs all readers by their shares. */
  public static void main(String[] arguments) throws IOException {
    long inputs = Long.parseLong(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    Path findings = Files.createDirectories(Path.of(arguments[2]));
    long shares = List.of(Reader.values()).stream().mapToLong(reader -> reader.share).sum();
    int found = 0;
    for (Reader reader : Reader.values()) {
      if (arguments.length < 4 || List.of(arguments).contains(reader.name())) {
        found += run(reader, inputs * reader.share / shares + 1, seed, findings);
      }
    }
    System.out.println(found + " findings");
    System.exit(found == 0 ? 0 : 1);
  }

  /** Runs one reader; how many findings it wrote, at most 20. */
  static int run(Reader reader, long inputs, long seed, Path findings) throws IOException {
    Mutator mutator = new Mutator(reader.seeds(), seed + reader.ordinal());
    int found = 0;
    long start = System.nanoTime();
    try (Fuzzing fuzzing = new Fuzzing(reader)) {
      for (long i = 0; i < inputs && found < 20; i++) {
        byte[] input = i % 4 == 0 ? mutator.next() : reader.sealed(mutator.next());
        Path last = findings.resolve(reader + "-last");
        Optional<String> complaint = fuzzing.guarded(input, last);
        if (complaint.isPresent()) {
          Path file = findings.resolve("%s-%s-%s".formatted(reader, seed, i));
          Files.write(file, input);
          Files.writeString(Path.of(file + ".txt"), complaint.get());
          System.out.println(file + ": " + complaint.get());
          found++;
        }
      }
      System.out.printf(
          "%s: %d inputs, %d refused, %.0f a second, longest %.3f s, most allocated %.1f MB%n",
          reader,
          inputs,
          fuzzing.refused,
          inputs * 1e9 / (System.nanoTime() - start),
          fuzzing.mostSeconds,
          fuzzing.mostBytes / 1e6);
    }
    return found;
  }

  /** A crash or a hang of the Java leaves the input behind; natives are what may crash. */
  private Optional<String> guarded(byte[] input, Path last) throws IOException {
    if (reader.isNative()) {
      Files.write(last, input);
    }
    return complaint(input);
  }
}
