package dev.nasnet.device;

/**
 * A device that TensorFlow sees.
 *
 * @param name as ops are placed on it, as {@code /device:GPU:0}
 * @param type {@code CPU} or {@code GPU}
 * @param memory bytes that TensorFlow would take; of a CPU it tells 256 MiB, whatever there is
 * @param description of the hardware, as the operating system tells it
 */
public record Device(String name, String type, long memory, String description) {
  /** Whether it is a GPU. */
  public boolean isGpu() {
    return type.equals("GPU");
  }
}
