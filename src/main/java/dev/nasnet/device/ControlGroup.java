package dev.nasnet.device;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * The file names and limits of Linux's control groups, by which containers are limited. A limit
 * holds for all groups within a group, so the groups above that of the process count as well.
 *
 * @param limit the name of the file with the limit in bytes
 * @param usage the name of the file with the used bytes, cached files included
 * @param reclaimable the key, in {@code memory.stat}, of cached files that the kernel frees first
 */
record ControlGroup(String limit, String usage, String reclaimable) {
  private static final ControlGroup FIRST =
      new ControlGroup("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file");
  private static final ControlGroup SECOND =
      new ControlGroup("memory.max", "memory.current", "inactive_file");

  /** Returns the least number of bytes that the groups of this process leave free. */
  static OptionalLong free(Path root) {
    Path mount = root.resolve("sys/fs/cgroup");
    List<Long> found = new ArrayList<>();
    for (String line : ProcFile.lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3 || !parts[2].startsWith("/")) {
        continue;
      }
      if (parts[1].isEmpty()) {
        found.addAll(SECOND.upwards(mount, parts[2]));
      } else if (List.of(parts[1].split(",")).contains("memory")) {
        found.addAll(FIRST.upwards(mount.resolve("memory"), parts[2]));
      }
    }
    return found.stream().mapToLong(Long::longValue).min();
  }

  /**
   * Returns what each group from the mount down to that of the process leaves free. In a container,
   * the path may be that on the host, which does not exist; the container's group is the mount.
   */
  private List<Long> upwards(Path mount, String group) {
    List<Long> found = new ArrayList<>();
    Path at = mount.resolve(group.substring(1)).normalize();
    while (at != null && at.startsWith(mount)) {
      freeIn(at).ifPresent(found::add);
      at = at.getParent();
    }
    return found;
  }

  private OptionalLong freeIn(Path group) {
    if (!Files.isRegularFile(group.resolve(limit))) {
      return OptionalLong.empty();
    }
    OptionalLong most = ProcFile.number(group.resolve(limit), "");
    OptionalLong used = ProcFile.number(group.resolve(usage), "");
    OptionalLong cached = ProcFile.number(group.resolve("memory.stat"), reclaimable);
    // The limit "max" of version 2 is no number; that of version 1 is more than any machine has.
    return most.isEmpty() || used.isEmpty()
        ? OptionalLong.empty()
        : LongStream.of(most.getAsLong() - used.getAsLong() + cached.orElse(0))
            .map(free -> Math.max(0, free))
            .findFirst();
  }
}
