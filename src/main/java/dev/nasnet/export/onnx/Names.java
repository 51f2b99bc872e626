package dev.nasnet.export.onnx;

/** The names of an ONNX file's input, outputs and metadata. */
final class Names {
  static final String IMAGE = "image";
  static final String LOGITS = "logits";
  static final String PROBABILITIES = "probabilities";
  static final String FEATURES = "features";

  /** The number of images, which is open. */
  static final String BATCH = "N";

  static final String PRODUCER = "nasnet-java";
  static final String PROVENANCE = "provenance";
  static final String LABELS = "labels";
  static final String WEIGHTS_SHA256 = "weights_sha256";
  static final String REFERENCE = "reference";

  private Names() {}
}
