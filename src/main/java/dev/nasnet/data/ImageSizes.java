package dev.nasnet.data;

import dev.nasnet.image.ImageHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sizes of a source's images as their headers state them.
 *
 * @param images the number of images that were read
 * @param isSample whether the source has more images than were read
 * @param smallest the image with the fewest pixels
 * @param largest the image with the most pixels
 */
public record ImageSizes(int images, boolean isSample, ImageHeader smallest, ImageHeader largest) {
  /** The largest number of images of which headers are read. */
  static final int MOST = 1000;

  private static final Comparator<ImageHeader> BY_AREA =
      Comparator.comparingLong(header -> header.width() * header.height());

  /** Reads the headers of files: of all, or of {@link #MOST} that are evenly spaced. */
  static Optional<ImageSizes> of(List<Path> files) {
    int every = Math.max(1, (files.size() + MOST - 1) / MOST);
    List<ImageHeader> headers =
        IntStream.range(0, (files.size() + every - 1) / every)
            .parallel()
            .mapToObj(i -> header(files.get(i * every)))
            .flatMap(Optional::stream)
            .toList();
    return of(headers, every > 1);
  }

  /** Compares headers; empty if there is none. */
  static Optional<ImageSizes> of(List<ImageHeader> headers, boolean isSample) {
    return Stream.of(headers)
        .filter(some -> !some.isEmpty())
        .map(
            some ->
                new ImageSizes(
                    some.size(),
                    isSample,
                    some.stream().min(BY_AREA).orElseThrow(),
                    some.stream().max(BY_AREA).orElseThrow()))
        .findFirst();
  }

  /** Returns the sizes of a source with images of one size. */
  static Optional<ImageSizes> square(int images, int side) {
    ImageHeader header = new ImageHeader(side, side, (long) side * side, 1);
    return Optional.of(new ImageSizes(images, false, header, header));
  }

  private static Optional<ImageHeader> header(Path file) {
    try {
      return ImageHeader.of(Files.readAllBytes(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
