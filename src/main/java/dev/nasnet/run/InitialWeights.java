package dev.nasnet.run;

import dev.nasnet.internal.files.Sha256;
import dev.nasnet.weights.WeightsFile;
import java.util.List;

/**
 * Whence a run's weights began, in its {@code run.json}.
 *
 * @param file the file or the checkpoint's prefix that was read
 * @param kind of the file, with its article
 * @param sha256 of the file; of a checkpoint, of its data and then its index
 * @param loaded how many variables are from the file
 * @param fresh the names of those that are not
 * @param report what else was not simply read, a line each
 */
public record InitialWeights(
    String file, String kind, String sha256, int loaded, List<String> fresh, List<String> report) {

  /** Gson leaves null what is not there. */
  boolean isWhole() {
    return file != null
        && kind != null
        && sha256 != null
        && fresh != null
        && report != null
        && !report.contains(null);
  }

  /** Returns the description of a file whose weights were loaded. */
  public static InitialWeights of(WeightsFile file, WeightsFile.Loaded loaded) {
    Sha256 print = new Sha256();
    file.files().forEach(print::add);
    return new InitialWeights(
        file.found().toString(),
        file.kind(),
        print.hex(),
        loaded.weights().names().size() - loaded.fresh().size(),
        loaded.fresh(),
        loaded.report());
  }
}
