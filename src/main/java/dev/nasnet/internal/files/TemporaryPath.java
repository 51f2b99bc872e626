package dev.nasnet.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reserves a temporary path {@code .NAME.UUID.tmp} beside a target, together with a lock file
 * {@code .NAME.UUID.tmp.lock} that is locked as long as the writing process runs. The operating
 * system releases the lock however a process ends. The next process that writes in the folder
 * recognizes the temporary files of a killed process by their released lock and deletes them.
 */
final class TemporaryPath implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /**
   * The lock files of this process. They are never opened a second time, because closing the second
   * channel would release the lock of the first one.
   */
  private static final Set<Path> OWN_LOCKS = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path lock;
  private final @Nullable FileChannel channel;

  private TemporaryPath(Path path, Path lock, @Nullable FileChannel channel) {
    this.path = path;
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * Reserves a path beside a target, after deleting the temporary files of killed processes in the
   * target's folder. Nothing exists at the path yet.
   */
  static TemporaryPath beside(Path target) throws IOException {
    Path folder = AtomicWrites.parent(target);
    deleteAbandoned(folder);
    while (true) {
      String name = ".%s.%s.tmp".formatted(target.getFileName(), UUID.randomUUID());
      TemporaryPath temporary = locked(folder.resolve(name), folder.resolve(name + LOCK));
      if (temporary != null) {
        return temporary;
      }
    }
  }

  Path path() {
    return path;
  }

  /** Deletes the path, if it still exists, and the lock file. */
  @Override
  public void close() throws IOException {
    try {
      AtomicWrites.deleteTree(path);
      Files.deleteIfExists(lock);
    } finally {
      if (channel != null) {
        channel.close();
      }
      OWN_LOCKS.remove(lock);
    }
  }

  /**
   * Creates and locks the lock file. The result is null if another process deleted the file as
   * abandoned before it was locked.
   */
  private static @Nullable TemporaryPath locked(Path path, Path lock) throws IOException {
    OWN_LOCKS.add(lock);
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null && Files.exists(lock)) {
        return new TemporaryPath(path, lock, channel);
      }
    } catch (IOException e) {
      // The file system has no locks, so the temporary files of a killed process remain there.
      channel.close();
      Files.deleteIfExists(lock);
      return new TemporaryPath(path, lock, null);
    }
    channel.close();
    OWN_LOCKS.remove(lock);
    return null;
  }

  private static void deleteAbandoned(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".*.tmp" + LOCK)) {
      for (Path lock : entries) {
        String name = lock.getFileName().toString();
        if (name.matches("\\..+\\." + UUID_FORM + "\\.tmp\\.lock") && !OWN_LOCKS.contains(lock)) {
          deleteAbandoned(folder.resolve(name.substring(0, name.length() - LOCK.length())), lock);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /**
   * Deletes a temporary path and its lock file if no process holds the lock. A process without the
   * right to delete them leaves them in place.
   */
  private static void deleteAbandoned(Path temporary, Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        AtomicWrites.deleteTree(temporary);
        Files.deleteIfExists(lock);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // The files belong to a running process, or another process has just deleted them.
    }
  }
}
