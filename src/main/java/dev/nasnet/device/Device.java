package dev.nasnet.device;

/**
 * Describes a device that TensorFlow sees.
 *
 * @param name the device name used to place ops, such as {@code /device:GPU:0}
 * @param type the device type, {@code CPU} or {@code GPU}
 * @param memory the memory in bytes that TensorFlow would allocate; TensorFlow reports 256 MiB for
 *     every CPU
 * @param description the hardware's model name as reported by the operating system
 */
public record Device(String name, String type, long memory, String description) {
  /** {@return whether the device is a GPU} */
  public boolean isGpu() {
    return type.equals("GPU");
  }
}
