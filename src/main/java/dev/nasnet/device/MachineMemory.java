package dev.nasnet.device;

import com.sun.management.OperatingSystemMXBean;
import dev.nasnet.problem.InvalidInputException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The memory that this process can have: the least of the free memory of the machine, the limits of
 * its control groups (containers) and its limit of address space ({@code ulimit -v}).
 *
 * @param bytes the most resident memory of the process, in bytes, what it has now included
 * @param limit what sets this number, for a message, such as {@code ulimit -v}
 */
public record MachineMemory(long bytes, String limit) {
  private static final long KIBIBYTE = 1024;

  /** Address space for stacks and the allocator's arenas of 64 MiB, of which little is used. */
  private static final long RESERVED_ADDRESSES = 256L << 20;

  /**
   * The address space for each byte that is used: large tensors are mapped before they are written.
   * Measured 1.3 to 1.5 in trainings of 2 and 6 GB.
   */
  private static final double ADDRESSES_PER_BYTE = 1.5;

  /**
   * The address space that TensorFlow's library takes until its first prediction; measured 0.75 GB
   * with a small network. With less, the library ends the process.
   */
  private static final long LIBRARY_ADDRESSES = 1L << 30;

  private static final double GIGABYTE = 1e9;

  /** {@return the memory that this process can have now} */
  public static MachineMemory ofThisProcess() {
    return of(Path.of("/"));
  }

  /**
   * {@return the largest resident memory that this process has had, in bytes, with native memory;
   * empty where there is no {@code /proc}}
   */
  public static OptionalLong peakOfThisProcess() {
    return kibibytes(Path.of("/proc/self/status"), "VmHWM:");
  }

  /**
   * Returns the memory that this process can have.
   *
   * @param root the folder that contains {@code proc} and {@code sys}
   */
  static MachineMemory of(Path root) {
    Path self = root.resolve("proc/self");
    long resident = kibibytes(self.resolve("status"), "VmRSS:").orElse(0);
    return Stream.of(
            named("free memory", kibibytes(root.resolve("proc/meminfo"), "MemAvailable:")),
            named("control group", ControlGroup.free(root)),
            named("ulimit -v", addressSpace(self)))
        .flatMap(limit -> limit)
        .map(free -> new MachineMemory(free.bytes() + resident, free.limit()))
        .min(Comparator.comparingLong(MachineMemory::bytes))
        .orElseGet(MachineMemory::total);
  }

  /**
   * Refuses a limit of address space in which TensorFlow's library cannot work; called before the
   * library is loaded.
   *
   * @throws InvalidInputException if {@code ulimit -v} leaves too little
   */
  public static void requireTensorFlow() {
    requireTensorFlow(Path.of("/proc/self"));
  }

  static void requireTensorFlow(Path self) {
    OptionalLong most = ProcFile.number(self.resolve("limits"), "Max address space");
    long mapped = kibibytes(self.resolve("status"), "VmSize:").orElse(0);
    if (most.isPresent() && most.getAsLong() - mapped < LIBRARY_ADDRESSES) {
      throw new InvalidInputException(
          String.format(
              Locale.ROOT,
              "ulimit -v (%.1f GB) leaves %.1f GB of address space beside Java's, and TensorFlow"
                  + " needs %.1f GB; raise the limit",
              most.getAsLong() / GIGABYTE,
              Math.max(0, most.getAsLong() - mapped) / GIGABYTE,
              LIBRARY_ADDRESSES / GIGABYTE));
    }
  }

  private static Stream<MachineMemory> named(String limit, OptionalLong free) {
    return free.stream().mapToObj(bytes -> new MachineMemory(bytes, limit));
  }

  private static OptionalLong addressSpace(Path self) {
    OptionalLong most = ProcFile.number(self.resolve("limits"), "Max address space");
    OptionalLong mapped = kibibytes(self.resolve("status"), "VmSize:");
    return most.isEmpty() || mapped.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(
            Math.max(
                0,
                (long)
                    ((most.getAsLong() - mapped.getAsLong() - RESERVED_ADDRESSES)
                        / ADDRESSES_PER_BYTE)));
  }

  private static OptionalLong kibibytes(Path file, String key) {
    OptionalLong number = ProcFile.number(file, key);
    return number.isEmpty() ? number : OptionalLong.of(number.getAsLong() * KIBIBYTE);
  }

  /** Where there is no {@code /proc}: all memory of the machine. */
  private static MachineMemory total() {
    long bytes =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    return new MachineMemory(bytes, "memory of the machine");
  }
}
