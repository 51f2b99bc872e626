package dev.nasnet.bundle;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The layout of a version's folder: each file by its path within the folder, with slashes. A bundle
 * of this project has a manifest with the SHA-256 of each file, and {@link #requireUnchanged}
 * compares files with it; other SavedModels have no manifest, and their files are not checked.
 */
public final class BundleFiles {
  /** The graph, the signatures and the object graph; this file makes a folder a SavedModel. */
  public static final String GRAPH = "saved_model.pb";

  /** The prefix of the checkpoint that holds the variables. */
  public static final String VARIABLES = "variables/variables";

  /** The index of the variables' checkpoint. */
  public static final String VARIABLES_INDEX = VARIABLES + ".index";

  /** The values of the variables' checkpoint. */
  public static final String VARIABLES_DATA = VARIABLES + ".data-00000-of-00001";

  /** The description by which tf_keras rebuilds the Keras model. */
  public static final String KERAS_METADATA = "keras_metadata.pb";

  /** The class names, one a line; a bundle need not have this file. */
  public static final String LABELS = "assets/labels.txt";

  /**
   * The ids of the classes in WordNet, one a line; only bundles of ImageNet's classes have them.
   */
  public static final String CLASS_IDS = "assets/wordnet_ids.txt";

  /** The network's specification and the origin of its weights: {@link Provenance} as JSON. */
  public static final String PROVENANCE = "assets.extra/provenance.json";

  /** Images of noise and the network's float32 outputs for them. */
  public static final String REFERENCE_OUTPUTS = "assets.extra/golden.npz";

  /** The requests that TensorFlow Serving runs before it serves the model. */
  public static final String WARM_UP_REQUESTS = "assets.extra/tf_serving_warmup_requests";

  private BundleFiles() {}

  /**
   * Compares files with the manifest before they are read.
   *
   * @param version the version's folder
   * @param names the paths of the files within the folder, with slashes; a file that is neither in
   *     the folder nor in the manifest passes
   * @throws FailureException if a file differs from the manifest, is missing, or was added
   */
  public static void requireUnchanged(Path version, String... names) {
    for (String name : names) {
      try {
        Manifest.problem(version, name).ifPresent(problem -> refuse(version, problem));
      } catch (IOException e) {
        throw unreadable(version, e);
      }
    }
  }

  /**
   * Compares the whole folder with its manifest, which must exist.
   *
   * @param version the version's folder
   * @throws FailureException if the manifest is missing, or a file differs from it, is missing, or
   *     was added
   */
  public static void requireComplete(Path version) {
    try {
      Manifest.problem(version).ifPresent(problem -> refuse(version, problem));
    } catch (IOException e) {
      throw unreadable(version, e);
    }
  }

  private static void refuse(Path version, String problem) {
    throw new FailureException(
        "model (%s) is not as it was written: %s; restore the file or export the model again"
            .formatted(version, problem),
        null);
  }

  private static FailureException unreadable(Path version, IOException e) {
    return new FailureException("model (%s) cannot be read: %s".formatted(version, e), e);
  }
}
