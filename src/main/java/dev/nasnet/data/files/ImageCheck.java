package dev.nasnet.data.files;

import dev.nasnet.image.ImageRules;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.TurnedImages;
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
  private final TurnedImages turned = new TurnedImages();

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

  /**
   * Checks files, on all cores.
   *
   * @param files the paths of encoded images
   * @return for each file, in order, what is wrong with it and what to do; empty for a good one
   */
  public List<Optional<String>> files(List<Path> files) {
    return IntStream.range(0, files.size()).parallel().mapToObj(i -> file(files.get(i))).toList();
  }

  private Optional<String> file(Path file) {
    Optional<String> fault = ImageFile.unreadable(file);
    if (fault.isPresent()) {
      return fault.map(what -> what + cure);
    }
    try {
      return content(Files.readAllBytes(file), file.toString());
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage() + cure);
    }
  }

  /**
   * Checks an encoded image.
   *
   * @param content the bytes of an encoded image
   * @param name the name of the image, one for each image
   * @return what is wrong with it and what to do; empty for a good one
   */
  public Optional<String> content(byte[] content, String name) {
    turned.add(content, name);
    return rules
        .fault(content)
        .or(() -> decoder.flatMap(by -> by.fault(content)).map(what -> what + cure));
  }

  /** {@return a note on the checked images with an EXIF orientation, if there are any} */
  public Optional<String> turned() {
    return turned.line();
  }

  @Override
  public void close() {
    decoder.ifPresent(DecodeCheck::close);
  }
}
