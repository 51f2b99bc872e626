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
 * A place beside a file or folder that is being written, {@code .NAME.UUID.tmp}, and beside that a
 * file {@code .NAME.UUID.tmp.lock} that is locked as long as its writer lives. The system gives the
 * lock back however a process ends, so that whoever writes in the folder next can tell what a
 * killed one left behind, and sweeps it away.
 */
final class Temporary implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /** What this process holds: closing a second channel would give the first one's lock back. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path lock;
  private final @Nullable FileChannel channel;

  private Temporary(Path path, Path lock, @Nullable FileChannel channel) {
    this.path = path;
    this.lock = lock;
    this.channel = channel;
  }

  /** Makes a place beside the target, after sweeping its folder; nothing stands there yet. */
  static Temporary beside(Path target) throws IOException {
    Path folder = AtomicWrites.parent(target);
    sweep(folder);
    while (true) {
      String name = ".%s.%s.tmp".formatted(target.getFileName(), UUID.randomUUID());
      Temporary temporary = locked(folder.resolve(name), folder.resolve(name + LOCK));
      if (temporary != null) {
        return temporary;
      }
    }
  }

  Path path() {
    return path;
  }

  /** Deletes what still stands there. */
  @Override
  public void close() throws IOException {
    try {
      AtomicWrites.deleteTree(path);
      Files.deleteIfExists(lock);
    } finally {
      if (channel != null) {
        channel.close();
      }
      OWN.remove(lock);
    }
  }

  /** Null where a sweep took the file for a dead one's before it was locked. */
  private static @Nullable Temporary locked(Path path, Path lock) throws IOException {
    OWN.add(lock);
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null && Files.exists(lock)) {
        return new Temporary(path, lock, channel);
      }
    } catch (IOException e) {
      // A file system without locks: what a kill leaves there stays.
      channel.close();
      Files.deleteIfExists(lock);
      return new Temporary(path, lock, null);
    }
    channel.close();
    OWN.remove(lock);
    return null;
  }

  private static void sweep(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ".*.tmp" + LOCK)) {
      for (Path lock : entries) {
        String name = lock.getFileName().toString();
        if (name.matches("\\..+\\." + UUID_FORM + "\\.tmp\\.lock") && !OWN.contains(lock)) {
          sweep(folder.resolve(name.substring(0, name.length() - LOCK.length())), lock);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** Deletes both where nobody holds the lock; who cannot delete here leaves it to others. */
  private static void sweep(Path temporary, Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        AtomicWrites.deleteTree(temporary);
        Files.deleteIfExists(lock);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Another's, or just swept by another.
    }
  }
}
