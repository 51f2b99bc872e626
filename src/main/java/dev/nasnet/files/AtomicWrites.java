package dev.nasnet.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
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
    Path parent = parent(target);
    Files.createDirectories(parent);
    Path temporary = beside(target);
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        content.writeTo(stream);
        stream.flush();
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(parent);
    } finally {
      Files.deleteIfExists(temporary);
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
   * @throws IOException if anything failed or the place is taken; nothing is left behind then
   */
  public static void directory(Path target, Content<Path> content) throws IOException {
    Path parent = parent(target);
    Files.createDirectories(parent);
    Path temporary = Files.createDirectory(beside(target));
    try {
      content.writeTo(temporary);
      forceTree(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(parent);
    } finally {
      deleteTree(temporary);
    }
  }

  /** Deletes a folder and all in it, following no link; nothing happens if there is none. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
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
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
          }
        }
      }
    }
  }

  /** Forces a folder's entries to disk, where the system can open a folder (not Windows). */
  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      if (java.io.File.separatorChar == '/') {
        throw e;
      }
    }
  }

  private static Path parent(Path target) {
    Path parent = target.toAbsolutePath().normalize().getParent();
    return parent == null ? target : parent;
  }

  private static Path beside(Path target) {
    String name = ".%s.%s.tmp".formatted(target.getFileName(), java.util.UUID.randomUUID());
    return parent(target).resolve(name);
  }
}
