package dev.nasnet.cli.options;

import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import picocli.CommandLine.Option;

/** The options that say where TensorFlow computes; a picocli mixin. */
public final class HardwareOptions {
  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Of TensorFlow; 0 takes all cores, 1 repeats bit for bit (${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "cpu|gpu|auto",
      description = "gpu refuses where TensorFlow sees none; auto takes one if any (see devices).")
  private DeviceKind kind = DeviceKind.AUTO;

  @Option(
      names = "--xla",
      description = "Compile clusters of ops by XLA; long first steps, on a CPU slow ones too.")
  private boolean xla;

  @Option(
      names = "--no-memory-growth",
      description = "Take all of a GPU's memory at once, not as it is needed.")
  private boolean fixedMemory;

  @Option(
      names = "--gpu-memory",
      defaultValue = "1",
      paramLabel = "SHARE",
      description = "The most to take of a GPU's memory, above 0 (${DEFAULT-VALUE}).")
  private double memoryShare;

  @Option(
      names = "--recompute",
      description = {
        "Keep only what stands between the network's cells and compute their insides again on the",
        "way back: 0.4 to 0.6 of the memory, steps a quarter to a third longer."
      })
  private boolean recompute;

  /** Returns the hardware that the options describe. */
  public Hardware hardware() {
    return new Hardware(threads, kind, xla, !fixedMemory, memoryShare, recompute);
  }
}
