package dev.nasnet.fuzz;

import java.io.IOException;

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
