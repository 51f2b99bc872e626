package dev.nasnet.pretrained;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A published file in Keras's cache. It is downloaded to {@code .NAME.part} beside its place, by
 * one process at a time, and moved there only if its MD5 is right. The part of a broken download
 * remains, and the next attempt continues it.
 */
final class CachedFile {
  private static final long POLL_MILLIS = 100;

  private final PublishedFile file;
  private final Path folder;
  private final Path target;
  private final Path part;
  private final Patience patience;
  private final DownloadListener listener;

  CachedFile(PublishedFile file, Path folder, Patience patience, DownloadListener listener) {
    this.file = file;
    this.folder = folder;
    this.patience = patience;
    this.listener = listener;
    target = folder.resolve(file.cacheName());
    part = folder.resolve("." + file.cacheName() + ".part");
  }

  /**
   * Returns the path of the file, after a download if it is missing or has another sum.
   *
   * @throws FailureException if it cannot be downloaded or written, with the address and the place
   */
  Path require() {
    if (isSound()) {
      return target;
    }
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("." + file.cacheName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = lock(channel)) {
        if (!lock.isValid() || !isSound()) {
          download();
        }
      }
      return target;
    } catch (DownloadException e) {
      throw failure(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw failure(reason(e), e);
    }
  }

  private boolean isSound() {
    if (!Files.isRegularFile(target)) {
      return false;
    }
    try {
      return Md5.of(target).equals(file.md5());
    } catch (IOException e) {
      throw failure("cannot be read from the cache: " + reason(e), e);
    }
  }

  /** Waits until no other process or thread downloads the file. */
  private FileLock lock(FileChannel channel) throws IOException {
    FileLock lock = tryLock(channel);
    if (lock == null) {
      listener.onMessage("waiting for another process that downloads " + file.name());
    }
    while (lock == null) {
      pause(POLL_MILLIS);
      lock = tryLock(channel);
    }
    return lock;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private void download() throws IOException {
    if (Files.exists(target)) {
      listener.onMessage(
          "%s has another MD5 than the published file and is replaced".formatted(target));
    }
    boolean continues = Files.exists(part);
    listener.onMessage(
        "%s %s to %s"
            .formatted(
                continues ? "continuing the download of" : "downloading", file.source(), target));
    transfer();
    String sum = Md5.of(part);
    if (continues && !sum.equals(file.md5())) {
      // The part may be of another version of the file.
      Files.delete(part);
      transfer();
      sum = Md5.of(part);
    }
    if (!sum.equals(file.md5())) {
      Files.delete(part);
      throw new DownloadException(
          "is not the published file: its MD5 is %s, not %s".formatted(sum, file.md5()),
          false,
          null);
    }
    force();
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Continues a broken download as long as attempts make progress. */
  private void transfer() throws IOException {
    int failures = 0;
    while (true) {
      long before = size();
      try {
        new Download(file, part, patience, listener).run();
        return;
      } catch (DownloadException e) {
        failures = size() > before ? 1 : failures + 1;
        if (!e.breaksOff() || failures >= patience.attempts()) {
          throw e;
        }
        listener.onMessage(
            "%s %s at %.1f MB; continuing".formatted(file.name(), e.getMessage(), size() / 1e6));
        pause(patience.retry().toMillis());
      }
    }
  }

  private long size() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private void force() throws IOException {
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void pause(long millis) throws DownloadException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException("cannot be downloaded: the thread was interrupted", false, e);
    }
  }

  private String reason(IOException e) {
    String text = String.valueOf(e.getMessage());
    if (text.toLowerCase(Locale.ROOT).contains("no space left")
        || text.toLowerCase(Locale.ROOT).contains("not enough space")) {
      return "cannot be written: the disk of %s is full".formatted(folder);
    } else if (e instanceof AccessDeniedException) {
      return "cannot be written: no permission for " + e.getMessage();
    } else if (!Files.isDirectory(folder)) {
      return "cannot be written: %s is no folder and cannot be made one".formatted(folder);
    }
    return "cannot be written to %s: %s".formatted(folder, text);
  }

  /** Creates an exception with the address, the place and what to do by hand. */
  private FailureException failure(String reason, Exception cause) {
    return new FailureException(
        "%s (%s) %s; download it by hand and save it as %s, set KERAS_HOME to another folder, or set %s to a mirror"
            .formatted(file.name(), file.source(), reason, target, PretrainedStore.MIRROR),
        cause);
  }
}
