package dev.nasnet.internal.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Writes files and folders atomically: a reader sees either the old state or the new state, even if
 * the writing process is killed at any moment.
 */
public final class AtomicWrites {
  private AtomicWrites() {}

  /**
   * Writes the content of a file or folder.
   *
   * @param <T> {@link OutputStream} for a file, {@link Path} for a folder
   */
  @FunctionalInterface
  public interface Content<T> {
    /**
     * Writes the content.
     *
     * @throws IOException if writing fails
     */
    void writeTo(T target) throws IOException;
  }

  /**
   * Writes a file, and replaces an existing one. The file is written under a temporary name in the
   * target's folder, forced to disk and then moved to the target.
   *
   * @throws IOException if a step fails; an existing file is unchanged in this case
   */
  public static void file(Path target, Content<OutputStream> content) throws IOException {
    file(target, content, AtomicWrites::moveOver);
  }

  /**
   * Writes a new file as {@link #file} does, but never replaces an existing one, even if that is
   * created in the meantime.
   *
   * @throws FileAlreadyExistsException if there is a file at the target
   * @throws IOException if a step fails
   */
  public static void newFile(Path target, Content<OutputStream> content) throws IOException {
    file(target, content, AtomicWrites::moveIfAbsent);
  }

  /** Moves a finished file to its target. */
  private interface Move {
    void move(Path temporary, Path target) throws IOException;
  }

  private static void file(Path target, Content<OutputStream> content, Move move)
      throws IOException {
    Path parent = parent(target);
    Files.createDirectories(parent);
    try (TemporaryPath temporary = TemporaryPath.beside(target)) {
      try (FileChannel channel =
          FileChannel.open(
              temporary.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(stream);
        stream.flush();
        channel.force(true);
      } catch (ClosedByInterruptException e) {
        throw interrupted(e);
      }
      move.move(temporary.path(), target);
      forceDirectory(parent);
    }
  }

  private static void moveOver(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Moves a file to a target that does not exist. A hard link is created, because this fails if the
   * target exists; on file systems without hard links, the existence is checked before the move.
   */
  private static void moveIfAbsent(Path temporary, Path target) throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | IOException e) {
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      moveOver(temporary, target);
    }
  }

  /**
   * Writes a text file in UTF-8 as {@link #file} does.
   *
   * @throws IOException if a step fails; an existing file is unchanged in this case
   */
  public static void text(Path target, String text) throws IOException {
    file(target, stream -> stream.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  /**
   * Writes a new folder. The folder is filled under a temporary name beside the target, all its
   * files are forced to disk, and it is then moved to the target.
   *
   * @param target the path of the folder; nothing may exist there
   * @param content writes the folder's files
   * @throws FileAlreadyExistsException if the target exists
   * @throws IOException if a step fails; no temporary files remain in this case
   */
  public static void directory(Path target, Content<Path> content) throws IOException {
    directory(() -> target, content);
  }

  /** Chooses the target of a folder, and another one if that was created in the meantime. */
  @FunctionalInterface
  public interface TargetSupplier {
    /**
     * Returns the next target. All targets are in the same parent folder.
     *
     * @throws IOException if the existing folders cannot be listed
     */
    Path next() throws IOException;
  }

  /**
   * Writes a new folder as {@link #directory(Path, Content)} does. If the target exists by the time
   * that all files are written, the supplier is called for another one.
   *
   * @param targets the supplier of targets
   * @param content writes the folder's files
   * @return the path of the written folder
   * @throws FileAlreadyExistsException if the supplier returns the same existing target twice
   * @throws IOException if a step fails; no temporary files remain in this case
   */
  public static Path directory(TargetSupplier targets, Content<Path> content) throws IOException {
    Path target = targets.next();
    Path parent = parent(target);
    Files.createDirectories(parent);
    try (TemporaryPath temporary = TemporaryPath.beside(target)) {
      content.writeTo(Files.createDirectory(temporary.path()));
      forceTree(temporary.path());
      while (!moved(temporary.path(), target)) {
        Path next = targets.next();
        if (next.equals(target)) {
          throw new FileAlreadyExistsException(target.toString());
        }
        target = next;
      }
      forceDirectory(parent);
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    }
    return target;
  }

  /**
   * Moves a folder if the target does not exist, and returns whether it did. The existence is
   * checked first, because some systems replace an empty folder.
   */
  private static boolean moved(Path temporary, Path target) throws IOException {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && Files.exists(temporary)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Deletes a folder and its content without following links. The call has no effect if the folder
   * does not exist.
   *
   * @throws IOException if a file or folder cannot be deleted
   */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException error)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void forceTree(Path root) throws IOException {
    try (var paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (Files.isDirectory(path)) {
          forceDirectory(path);
        } else {
          force(path);
        }
      }
    }
  }

  /**
   * Forces a file's content to disk.
   *
   * @throws IOException if the file cannot be opened or written
   */
  public static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    }
  }

  /** Java's own exception has no message. The thread stays interrupted. */
  private static IOException interrupted(ClosedByInterruptException e) {
    return new IOException("the thread that writes was interrupted", e);
  }

  /** Forces a folder's entries to disk on systems that can open a folder (not on Windows). */
  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (java.io.File.separatorChar == '/') {
        throw e;
      }
    }
  }

  static Path parent(Path target) {
    Path parent = target.toAbsolutePath().normalize().getParent();
    return parent == null ? target : parent;
  }
}
