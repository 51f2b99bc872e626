package dev.nasnet.image;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Counts the images with an EXIF orientation that a viewer would apply, in any number of threads.
 */
public final class TurnedImages {
  /** Creates counts of no images. */
  public TurnedImages() {}

  /** The bytes at the beginning of a file in which EXIF data is sought. */
  private static final int BEGINNING = 1 << 18;

  private final ConcurrentSkipListSet<String> names = new ConcurrentSkipListSet<>();

  /**
   * Counts an image if it is turned.
   *
   * @param content the content of an image file, or its beginning
   * @param name the name of the image, one for each image
   */
  public void add(byte[] content, String name) {
    if (ExifOrientation.of(content).filter(found -> !found.isUpright()).isPresent()) {
      names.add(name);
    }
  }

  /**
   * Counts an image file if it is turned.
   *
   * @param file a file that can be read
   * @throws FailureException if the file cannot be read
   */
  public void addFile(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      add(stream.readNBytes(BEGINNING), file.toString());
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * {@return the number of turned images, the first of them by name, and what to do, as the rest of
   * a sentence after the data's name; empty if there is none}
   */
  public Optional<String> line() {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        ("has %d image%s with an EXIF orientation, which is not applied, as in Keras's"
                + " image_dataset_from_directory (the first is %s); ImageMagick's mogrify"
                + " -auto-orient turns the pixels of a file")
            .formatted(names.size(), names.size() == 1 ? "" : "s", names.first()));
  }
}
