package dev.nasnet.run;

import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Finds damaged checkpoints of a run by their sums, and renames them. */
final class DamagedCheckpoints {
  private DamagedCheckpoints() {}

  /**
   * Renames damaged checkpoints to {@code damaged-…}.
   *
   * @param run the run's folder
   * @param checkpoints the folders of all checkpoints
   * @param messages receives a line on each damaged checkpoint
   * @return whether there was any
   * @throws FailureException if all checkpoints are damaged
   */
  static boolean setAside(Path run, List<Path> checkpoints, Consumer<String> messages)
      throws IOException {
    Map<Path, String> damaged = new LinkedHashMap<>();
    for (Path checkpoint : checkpoints) {
      CheckpointSums.problem(checkpoint).ifPresent(problem -> damaged.put(checkpoint, problem));
    }
    if (!checkpoints.isEmpty() && damaged.size() == checkpoints.size()) {
      Path last = checkpoints.get(checkpoints.size() - 1);
      throw new FailureException(
          "run (%s) has no checkpoint that is not damaged (%s: %s); train in another folder"
              .formatted(run, last.getFileName(), damaged.get(last)),
          null);
    }
    for (Path checkpoint : damaged.keySet()) {
      Path aside = checkpoint.resolveSibling("damaged-" + checkpoint.getFileName());
      AtomicWrites.deleteTree(aside);
      Files.move(checkpoint, aside);
      messages.accept(
          "checkpoint (%s) is damaged: %s; set aside as %s"
              .formatted(checkpoint, damaged.get(checkpoint), aside.getFileName()));
    }
    return !damaged.isEmpty();
  }
}
