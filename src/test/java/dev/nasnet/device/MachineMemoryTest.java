package dev.nasnet.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of Linux's {@code /proc} and {@code /sys}, as machines and containers have them. */
class MachineMemoryTest {
  private static final long GIBIBYTE = 1L << 30;
  private static final long RESIDENT = GIBIBYTE / 2;

  @TempDir private Path root;

  @BeforeEach
  void aMachineOfTenGibibytesFree() throws IOException {
    put(
        "proc/meminfo",
        "MemTotal:       16777216 kB\nMemFree:         1048576 kB\nMemAvailable:   10485760 kB\n");
    put(
        "proc/self/status",
        "Name:\tjava\nVmPeak:\t 9000000 kB\nVmSize:\t 8388608 kB\nVmRSS:\t  524288 kB\n");
    put("proc/self/cgroup", "0::/\n");
    limit("unlimited");
  }

  @Test
  void withoutLimitsItIsWhatIsFreeAndWhatTheProcessHas() {
    assertThat(MachineMemory.of(root))
        .isEqualTo(new MachineMemory(10 * GIBIBYTE + RESIDENT, "free memory"));
  }

  @Test
  void theLimitOfAddressSpaceCountsFromWhatIsMapped() throws IOException {
    // Of 11 GiB, 8 are mapped and a quarter is reserved for stacks and arenas.
    limit(Long.toString(11 * GIBIBYTE));
    MachineMemory memory = MachineMemory.of(root);
    assertThat(memory.limit()).isEqualTo("ulimit -v");
    assertThat(memory.bytes()).isBetween(RESIDENT + GIBIBYTE, RESIDENT + 3 * GIBIBYTE);
    limit(Long.toString(7 * GIBIBYTE));
    assertThat(MachineMemory.of(root)).isEqualTo(new MachineMemory(RESIDENT, "ulimit -v"));
    limit(Long.toString(100 * GIBIBYTE));
    assertThat(MachineMemory.of(root).limit()).isEqualTo("free memory");
  }

  @Test
  void aContainerOfVersionTwoHasItsLimitInTheMount() throws IOException {
    group("sys/fs/cgroup/", Long.toString(4 * GIBIBYTE));
    assertThat(MachineMemory.of(root))
        .isEqualTo(new MachineMemory(3 * GIBIBYTE + RESIDENT, "control group"));
  }

  @Test
  void theTightestGroupAboveTheProcessCounts() throws IOException {
    put("proc/self/cgroup", "1:name=systemd:/\n0::/user.slice/run.scope\n");
    group("sys/fs/cgroup/user.slice/", Long.toString(4 * GIBIBYTE));
    group("sys/fs/cgroup/user.slice/run.scope/", "max");
    assertThat(MachineMemory.of(root))
        .isEqualTo(new MachineMemory(3 * GIBIBYTE + RESIDENT, "control group"));
    group("sys/fs/cgroup/user.slice/run.scope/", Long.toString(3 * GIBIBYTE));
    assertThat(MachineMemory.of(root).bytes()).isEqualTo(2 * GIBIBYTE + RESIDENT);
  }

  @Test
  void groupsOfVersionOne() throws IOException {
    put("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/0123\n0::/\n");
    String folder = "sys/fs/cgroup/memory/";
    put(folder + "memory.limit_in_bytes", Long.toString(5 * GIBIBYTE) + "\n");
    put(folder + "memory.usage_in_bytes", Long.toString(4 * GIBIBYTE) + "\n");
    put(
        folder + "memory.stat",
        "inactive_file 7\ntotal_inactive_file " + GIBIBYTE + "\ntotal_active_file 9\n");
    assertThat(MachineMemory.of(root))
        .isEqualTo(new MachineMemory(2 * GIBIBYTE + RESIDENT, "control group"));
    put(folder + "memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(MachineMemory.of(root).limit()).isEqualTo("free memory");
  }

  @Test
  void aSystemWithoutTheseFilesHasAllItsMemory() throws IOException {
    assertThat(MachineMemory.of(root.resolve("none")).limit()).isEqualTo("memory of the machine");
    assertThat(MachineMemory.of(root.resolve("none")).bytes()).isGreaterThan(GIBIBYTE);
  }

  @Test
  void aLimitInWhichTensorFlowCannotWorkIsRefused() throws IOException {
    Path self = root.resolve("proc/self");
    MachineMemory.requireTensorFlow(self);
    limit(Long.toString(10 * GIBIBYTE));
    MachineMemory.requireTensorFlow(self);
    limit(Long.toString(8 * GIBIBYTE + GIBIBYTE / 2));
    assertThatThrownBy(() -> MachineMemory.requireTensorFlow(self))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "ulimit -v (9.1 GB) leaves 0.5 GB of address space beside Java's, and TensorFlow needs"
                + " 1.1 GB; raise the limit");
  }

  @Test
  void thisMachineHasSome() {
    assertThat(MachineMemory.ofThisProcess().bytes()).isBetween(64L << 20, 1L << 50);
  }

  private void limit(String addressSpace) throws IOException {
    put(
        "proc/self/limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max address space         %s           unlimited            bytes
        """
            .formatted(addressSpace));
  }

  private void group(String folder, String most) throws IOException {
    put(folder + "memory.max", most + "\n");
    put(folder + "memory.current", 2 * GIBIBYTE + "\n");
    put(folder + "memory.stat", "anon 5\ninactive_file " + GIBIBYTE + "\nactive_file 4\n");
  }

  private void put(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
