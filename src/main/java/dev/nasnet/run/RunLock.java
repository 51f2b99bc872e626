package dev.nasnet.run;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a run's folder, which one training at a time holds while it writes there. The system
 * releases it when a process ends in any way; the file {@code .lock} itself is never deleted.
 */
final class RunLock {
  private static final String FILE = ".lock";

  private RunLock() {}

  /**
   * Runs work while holding the lock; creates the folder if there is none.
   *
   * @throws InvalidInputException if another training holds the lock
   */
  static void during(Path folder, Runnable work) {
    try (FileChannel channel = open(folder)) {
      if (lock(channel) == null) {
        throw new InvalidInputException(
            "run (%s) is in use by another training; wait for its end or give another folder"
                .formatted(folder));
      }
      work.run();
    } catch (IOException e) {
      String why = e instanceof AccessDeniedException ? "access denied: " : "";
      throw new FailureException(
          "run (" + folder + ") cannot be written: " + why + e.getMessage(), e);
    }
  }

  private static FileChannel open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return FileChannel.open(
        folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** Returns null if another process or another training of this process holds the lock. */
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
