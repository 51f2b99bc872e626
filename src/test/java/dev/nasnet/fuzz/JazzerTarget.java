package dev.nasnet.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Jazzer calls: it grows its inputs by the branches that they reach. {@code scripts/fuzz
 * READER} runs it.
 */
public final class JazzerTarget {
  private static final Fuzzing FUZZING;

  static {
    try {
      Reader reader = Reader.valueOf(System.getProperty("nasnet.fuzz", "HDF5"));
      FUZZING = new Fuzzing(reader);
      // Loads the classes: Jazzer's rewriting of them would count as the reader's memory.
      for (byte[] seed : reader.seeds()) {
        FUZZING.complaint(seed);
      }
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private JazzerTarget() {}

  /**
   * Writes the reader's sound inputs, to begin with.
   *
   * @param arguments the reader and the folder
   */
  public static void main(String[] arguments) throws IOException {
    int number = 0;
    for (byte[] seed : Reader.valueOf(arguments[0]).seeds()) {
      Files.write(Path.of(arguments[1]).resolve("seed-" + number++), seed);
    }
    System.exit(0);
  }

  /** Reads one input; an exception is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    FUZZING
        .complaint(FUZZING.sealed(input))
        .ifPresent(
            complaint -> {
              throw new AssertionError(complaint);
            });
  }
}
