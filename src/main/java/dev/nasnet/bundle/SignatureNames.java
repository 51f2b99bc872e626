package dev.nasnet.bundle;

/**
 * The names of a bundle's signatures and of their input and output tensors, as callers in Python,
 * TensorFlow Serving and this library use them.
 */
public final class SignatureNames {
  /**
   * The signature that takes {@link #IMAGE} and outputs {@link #LOGITS} and {@link #PROBABILITIES},
   * or {@link #FEATURES} where the network has no classifier.
   */
  public static final String SERVING_DEFAULT = "serving_default";

  /**
   * The signature that takes {@link #IMAGE_BYTES} and outputs {@link #CLASSES}, {@link #SCORES} and
   * {@link #PROBABILITIES}; only a network with a classifier has it.
   */
  public static final String SERVE_BYTES = "serve_bytes";

  /**
   * The signature that takes {@link #IMAGE} and outputs the tensor of the same name: the input of
   * the classifier, float32 {@code [N, M]}.
   */
  public static final String FEATURES = "features";

  /**
   * The signature of a bundle for serving that takes {@link #IMAGE} and outputs {@link #FEATURES},
   * {@link #LOGITS} and {@link #PROBABILITIES} in one run of the network.
   */
  public static final String ALL_OUTPUTS = "all_outputs";

  /** RGB images scaled to −1…1, float32 {@code [N, H, W, 3]}. */
  public static final String IMAGE = "image";

  /** Encoded images (JPEG, PNG, BMP or GIF), string {@code [N]}. */
  public static final String IMAGE_BYTES = "image_bytes";

  /** The classifier's values before its activation, float32 {@code [N, classes]}. */
  public static final String LOGITS = "logits";

  /** The classifier's values after its activation, float32 {@code [N, classes]}. */
  public static final String PROBABILITIES = "probabilities";

  /** The names of the most probable classes, string {@code [N, 5]} at most. */
  public static final String CLASSES = "classes";

  /** The probabilities of {@link #CLASSES}, float32 {@code [N, 5]} at most. */
  public static final String SCORES = "scores";

  /** The tag of the graph, by which loaders choose it. */
  public static final String SERVE_TAG = "serve";

  /** The endpoint for inference that Keras's {@code TFSMLayer} calls, beside the signatures. */
  public static final String SERVE_ENDPOINT = "serve";

  /** The endpoint for training that Keras's {@code TFSMLayer} calls in a bundle to train. */
  public static final String TRAIN_ENDPOINT = "train";

  private SignatureNames() {}
}
