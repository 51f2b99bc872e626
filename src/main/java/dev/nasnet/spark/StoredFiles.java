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

/** Reads files from Hadoop's file systems with the configuration of the driver. */
final class StoredFiles implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  /** The size in bytes from which an image file is refused. */
  private static final int MAX_BYTES = 1 << 29;

  private final SerializableConfiguration configuration;

  StoredFiles(SerializableConfiguration configuration) {
    this.configuration = configuration;
  }

  /**
   * Reads the content of an image file.
   *
   * @throws BadImageException if the file does not exist, cannot be accessed or is too large
   * @throws IOException if the storage fails; another attempt may succeed
   */
  byte[] read(String path) throws BadImageException, IOException {
    Optional<String> fault = fault(path);
    if (fault.isPresent()) {
      throw new BadImageException("file (%s) %s; give a file's path".formatted(path, fault.get()));
    }
    try (InputStream stream = open(path)) {
      byte[] content = stream.readNBytes(MAX_BYTES);
      if (content.length == MAX_BYTES) {
        throw new BadImageException(
            "file (%s) must have less than 512 MiB; give a smaller one".formatted(path));
      }
      return content;
    } catch (FileNotFoundException
        | AccessControlException
        | UnsupportedFileSystemException
        | IllegalArgumentException e) {
      throw new BadImageException(
          "file (%s) cannot be read; give the path of a file: %s".formatted(path, e.getMessage()));
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

  /** Opens a file, which the caller closes. */
  InputStream open(String path) throws IOException {
    Path file = new Path(path);
    return fileSystem(file).open(file);
  }

  /** Returns the size of a file in bytes. */
  long length(String path) throws IOException {
    Path file = new Path(path);
    return fileSystem(file).getFileStatus(file).getLen();
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(configuration.value());
  }
}
