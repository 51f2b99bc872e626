package dev.nasnet.architecture;

/** What a network without a classifier does with its last feature map. */
public enum Pooling {
  /** The feature map itself, float32 {@code [N, H, W, P]}. */
  NONE,
  /** Global average, float32 {@code [N, P]}. */
  AVG,
  /** Global maximum, float32 {@code [N, P]}. */
  MAX
}
