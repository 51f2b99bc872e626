package dev.nasnet.spark;

import dev.nasnet.internal.files.FileKind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.Serializable;
import java.net.URI;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.util.SerializableConfiguration;

/** Files wherever Hadoop's file systems reach, by the driver's configuration. */
final class StoredFiles implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  /** As large as an image's file may be, in bytes. */
  private static final int MOST_BYTES = 1 << 29;

  private final SerializableConfiguration configuration;

  StoredFiles(SerializableConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * A file's content.
   *
   * @throws BadImageException if there is no such file, or none that may be read, or it is too
   *     large
   * @throws IOException if the storage fails: another try may succeed
   */
  byte[] read(String path) throws BadImageException, IOException {
    Optional<String> fault = fault(path);
    if (fault.isPresent()) {
      throw new BadImageException("file (%s) %s; give a file's path".formatted(path, fault.get()));
    }
    try (InputStream stream = open(path)) {
      byte[] content = stream.readNBytes(MOST_BYTES);
      if (content.length == MOST_BYTES) {
        throw new BadImageException(
            "file (%s) has over 512 MiB; give a smaller one".formatted(path));
      }
      return content;
    } catch (FileNotFoundException
        | AccessControlException
        | UnsupportedFileSystemException
        | IllegalArgumentException e) {
      throw new BadImageException(
          "file (%s) cannot be read; give a file's path: %s".formatted(path, e.getMessage()));
    }
  }

  /**
   * Finds what forbids to open a path of this machine's own file system: a pipe waits for a writer,
   * and a device may not end.
   *
   * @return the end of a sentence, or empty for a file that can be read, and elsewhere
   */
  static Optional<String> fault(String path) {
    URI uri;
    try {
      uri = new Path(path).toUri();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return "file".equals(uri.getScheme())
        ? FileKind.fault(java.nio.file.Path.of(uri.getPath()))
        : Optional.empty();
  }

  /** A file from its beginning; the caller closes it. */
  InputStream open(String path) throws IOException {
    Path file = new Path(path);
    return fileSystem(file).open(file);
  }

  /** A file's length, in bytes. */
  long length(String path) throws IOException {
    Path file = new Path(path);
    return fileSystem(file).getFileStatus(file).getLen();
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(configuration.value());
  }
}
