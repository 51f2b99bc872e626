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
 * The right to write in a run's folder, which one training at a time has. The system gives it back
 * when a process ends, however it ends; the file {@code .lock} stays and means nothing by itself.
 */
final class RunLock {
  private static final String FILE = ".lock";

  private RunLock() {}

  /**
   * Does work with that right; makes the folder where there is none.
   *
   * @throws InvalidInputException if another training has it
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

  /** Another process has it: null; another training of this process: an exception. */
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
