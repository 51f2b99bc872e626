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
 * Writes files and folders so that a reader, or a process killed at any moment, meets the old state
 * or the new one and nothing between.
 */
public final class AtomicWrites {
  private AtomicWrites() {}

  /**
   * What fills a file or a folder.
   *
   * @param <T> a stream for a file, a path for a folder
   */
  @FunctionalInterface
  public interface Content<T> {
    /** Writes it. */
    void writeTo(T target) throws IOException;
  }

  /**
   * Writes a file beside its place, forces it to disk and moves it there, over an older one.
   *
   * @throws IOException if anything failed; the older file is then untouched
   */
  public static void file(Path target, Content<OutputStream> content) throws IOException {
    file(target, content, AtomicWrites::over);
  }

  /**
   * As {@link #file}, but never over another, be it written meanwhile.
   *
   * @throws FileAlreadyExistsException if there is one
   */
  public static void newFile(Path target, Content<OutputStream> content) throws IOException {
    file(target, content, AtomicWrites::beyond);
  }

  /** Brings a finished file to its place. */
  private interface Move {
    void move(Path temporary, Path target) throws IOException;
  }

  private static void file(Path target, Content<OutputStream> content, Move move)
      throws IOException {
    Path parent = parent(target);
    Files.createDirectories(parent);
    try (Temporary temporary = Temporary.beside(target)) {
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

  private static void over(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A second name is given only where none is; a file system without them is asked first. */
  private static void beyond(Path temporary, Path target) throws IOException {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | IOException e) {
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      over(temporary, target);
    }
  }

  /** As {@link #file}, for text in UTF-8. */
  public static void text(Path target, String text) throws IOException {
    file(target, stream -> stream.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  /**
   * Fills a folder beside its place, forces all its files to disk and moves it there. The place
   * must be free.
   *
   * @throws IOException if anything failed; nothing is left behind then
   * @throws FileAlreadyExistsException if the place is taken
   */
  public static void directory(Path target, Content<Path> content) throws IOException {
    directory(() -> target, content);
  }

  /** Says where a folder is to go, anew where that place was taken meanwhile. */
  @FunctionalInterface
  public interface Place {
    /** The place, all of them in one folder. */
    Path next() throws IOException;
  }

  /**
   * As {@link #directory(Path, Content)}; where the place is taken by the time that all is written,
   * the next one is asked for.
   *
   * @return the place
   */
  public static Path directory(Place place, Content<Path> content) throws IOException {
    Path target = place.next();
    Path parent = parent(target);
    Files.createDirectories(parent);
    try (Temporary temporary = Temporary.beside(target)) {
      content.writeTo(Files.createDirectory(temporary.path()));
      forceTree(temporary.path());
      while (!moved(temporary.path(), target)) {
        Path next = place.next();
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

  /** A folder that holds something is not replaced; an empty one is, on some systems. */
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

  /** Deletes a folder and all in it, following no link; nothing happens if there is none. */
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
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
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

  /** Forces a file to disk. */
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

  /** Forces a folder's entries to disk, where the system can open a folder (not Windows). */
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
