package dev.nasnet.device;

/** The kind of device on which a session runs. */
public enum DeviceKind {
  /** A GPU if TensorFlow sees one, otherwise the CPU. */
  AUTO,
  /** The CPU, even if there is a GPU. */
  CPU,
  /** A GPU; {@link Devices#requireAvailable} reports an error if TensorFlow sees none. */
  GPU
}
