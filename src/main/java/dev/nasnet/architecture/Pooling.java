package dev.nasnet.architecture;

/** The pooling of the last feature map in a network without a classifier. */
public enum Pooling {
  /** No pooling: the feature map, float32 {@code [N, H, W, P]}. */
  NONE,
  /** Global average, float32 {@code [N, P]}. */
  AVG,
  /** Global maximum, float32 {@code [N, P]}. */
  MAX
}
