package dev.nasnet.data.files;

import dev.nasnet.image.ImageRules;
import dev.nasnet.image.PixelLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Finds bad images, many at once: those that cannot be read, that {@link ImageRules} refuse, or
 * that TensorFlow does not decode. Close it.
 */
public final class ImageCheck implements AutoCloseable {
  private final ImageRules rules;
  private final Optional<DecodeCheck> decoder;

  private final String cure;

  /**
   * Creates a check.
   *
   * @param limit how large an image may be
   * @param decodes whether each image is decoded
   * @param cure what to do with a bad image
   */
  public ImageCheck(PixelLimit limit, boolean decodes, String cure) {
    this.cure = "; " + cure;
    rules = new ImageRules(limit);
    decoder = decodes ? Optional.of(new DecodeCheck()) : Optional.empty();
  }

  /** Checks files, on all cores; of each what is wrong with it and what to do, in order. */
  public List<Optional<String>> files(List<Path> files) {
    return IntStream.range(0, files.size()).parallel().mapToObj(i -> file(files.get(i))).toList();
  }

  private Optional<String> file(Path file) {
    Optional<String> fault = ImageFile.unreadable(file);
    if (fault.isPresent()) {
      return fault.map(what -> what + cure);
    }
    try {
      return content(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage() + cure);
    }
  }

  /** Checks an encoded image: what is wrong with it and what to do. */
  public Optional<String> content(byte[] content) {
    return rules
        .fault(content)
        .or(() -> decoder.flatMap(by -> by.fault(content)).map(what -> what + cure));
  }

  @Override
  public void close() {
    decoder.ifPresent(DecodeCheck::close);
  }
}
