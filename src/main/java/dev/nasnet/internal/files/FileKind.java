package dev.nasnet.internal.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whether a path leads to a file that can be read from its beginning to its end. Pipes wait for a
 * writer, and devices such as {@code /dev/zero} do not end: neither is opened.
 */
public final class FileKind {
  private FileKind() {}

  /**
   * Finds what forbids to read a path. Links are followed.
   *
   * @return the end of a sentence that begins with the path, or empty for a file that can be read
   */
  public static Optional<String> fault(Path path) {
    if (Files.isRegularFile(path)) {
      return Files.isReadable(path)
          ? Optional.empty()
          : Optional.of("cannot be read: permission denied");
    } else if (Files.isDirectory(path)) {
      return Optional.of("is a folder");
    } else if (Files.exists(path)) {
      return Optional.of("is a pipe, a socket or a device, not a file");
    }
    return Optional.of(
        Files.exists(path, LinkOption.NOFOLLOW_LINKS)
            ? "is a link to a file that does not exist"
            : "does not exist");
  }

  /**
   * Reads a file's content.
   *
   * @throws IOException if the path is no file that can be read; the message is the sentence's end
   *     of {@link #fault(Path)} where that finds one
   */
  public static byte[] read(Path path) throws IOException {
    Optional<String> fault = fault(path);
    if (fault.isPresent()) {
      throw new IOException(fault.get());
    }
    return Files.readAllBytes(path);
  }
}
