package dev.nasnet.inference;

import dev.nasnet.bundle.Provenance;
import dev.nasnet.problem.FailureException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The largest differences between a bundle's outputs and its reference outputs that a verification
 * accepts, each as a share of an output's largest value.
 *
 * @param stated the tolerances that the bundle's provenance states, by output; empty where it
 *     computes in float32
 */
record Tolerances(Map<String, Double> stated) {
  /**
   * The tolerance in float32. Two builds of the same kernels differ by up to 5e-6 (Large); an error
   * of 1 % in one layer changes the outputs of even a small network by 3e-4.
   */
  static final double FLOAT32 = 2e-5;

  /**
   * Returns the tolerances of a bundle: those of its provenance where it computes in bfloat16.
   *
   * @param version the version's folder
   * @throws FailureException if the provenance cannot be read
   */
  static Tolerances of(Path version) {
    return new Tolerances(
        Provenance.ofBundle(version)
            .<Map<String, Double>>map(Provenance::tolerances)
            .orElse(Map.of()));
  }

  /** Returns the tolerance of an output. */
  double of(String output) {
    return stated.getOrDefault(output, FLOAT32);
  }
}
