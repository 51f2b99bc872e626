package dev.nasnet.run;

import dev.nasnet.internal.files.Sha256;
import dev.nasnet.weights.WeightsFile;
import java.util.List;

/**
 * The file of a run's initial weights, in its {@code run.json}.
 *
 * @param file the file or the checkpoint's prefix
 * @param kind the kind of file, with its article
 * @param sha256 the SHA-256 of the file; for a checkpoint, of its data and then its index
 * @param loaded the number of variables that were read from the file
 * @param fresh the names of the variables that the initializers drew
 * @param report a line on everything else that was converted or skipped
 */
public record InitialWeights(
    String file, String kind, String sha256, int loaded, List<String> fresh, List<String> report) {

  /** Returns whether no component is null: Gson sets missing members to null. */
  boolean isWhole() {
    return file != null
        && kind != null
        && sha256 != null
        && fresh != null
        && report != null
        && !report.contains(null);
  }

  /**
   * {@return the description of a file from which weights were loaded}
   *
   * @param file the file of weights
   * @param loaded what was read from it
   */
  public static InitialWeights of(WeightsFile file, WeightsFile.Loaded loaded) {
    Sha256 sum = new Sha256();
    file.files().forEach(sum::add);
    return new InitialWeights(
        file.path().toString(),
        file.kind(),
        sum.hex(),
        loaded.weights().names().size() - loaded.fresh().size(),
        loaded.fresh(),
        loaded.report());
  }
}
