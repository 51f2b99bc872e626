package dev.nasnet.device;

/** Where a session computes. */
public enum DeviceKind {
  /** On a GPU where TensorFlow sees one, else on the CPU. */
  AUTO,
  /** On the CPU, whatever else there is. */
  CPU,
  /** On a GPU; refused where TensorFlow sees none. */
  GPU
}
