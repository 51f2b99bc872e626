package dev.nasnet.cli.options;

import dev.nasnet.device.DeviceKind;
import dev.nasnet.device.Hardware;
import picocli.CommandLine.Option;

/** The options that set where and how TensorFlow computes; a picocli mixin. */
@HelpSection.In(HelpSection.HARDWARE)
public final class HardwareOptions {
  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "The number of TensorFlow's threads, 0 to 1024; 0 uses all cores. With 1, trainings on a"
              + " CPU repeat bit for bit (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "cpu|gpu|auto",
      description =
          "The device that computes. auto uses a GPU where TensorFlow sees one; gpu fails where it"
              + " sees none, see nasnet devices (default: ${DEFAULT-VALUE}).")
  private DeviceKind kind = DeviceKind.AUTO;

  @Option(
      names = "--xla",
      description =
          "Compile clusters of ops with XLA. The first steps take long; on a CPU all steps may be"
              + " slower (default: off).")
  private boolean xla;

  @Option(
      names = "--no-memory-growth",
      description =
          "Allocate all of a GPU's memory at the start instead of as it is needed (default: as it"
              + " is needed).")
  private boolean fixedMemory;

  @Option(
      names = "--gpu-memory",
      defaultValue = "1",
      paramLabel = "SHARE",
      description =
          "The largest share of a GPU's memory that is used, above 0 and at most 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private double memoryShare;

  @Option(
      names = "--recompute",
      description =
          "Save memory by gradient checkpointing: keep only the tensors between the network's"
              + " cells, and compute the tensors within a cell again in the backward pass. Takes"
              + " 0.4 to 0.6 of the memory; steps take a quarter to a third longer (default:"
              + " off).")
  private boolean recompute;

  /** Returns the hardware settings of these options. */
  public Hardware hardware() {
    return new Hardware(threads, kind, xla, !fixedMemory, memoryShare, recompute);
  }
}
