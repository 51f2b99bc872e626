package dev.nasnet.cli;

import com.google.protobuf.ByteString;
import dev.nasnet.data.DigitImages;
import dev.nasnet.export.model.SampleImage;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The images from which a bundle's warm-up requests are made.
 *
 * @param files JPEG, PNG, BMP or GIF files; if there are none, digits of the library are used
 */
record WarmUpImages(List<Path> files) {
  private static final int DIGITS = 3;

  /**
   * Reads the images.
   *
   * @throws InvalidInputException if a file cannot be read
   */
  List<SampleImage> read() {
    if (files.isEmpty()) {
      return DigitImages.png(DIGITS).stream()
          .map(bytes -> new SampleImage("digit", ByteString.copyFrom(bytes)))
          .toList();
    }
    return files.stream().map(WarmUpImages::read).toList();
  }

  private static SampleImage read(Path file) {
    try {
      return new SampleImage(file.toString(), ByteString.copyFrom(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new InvalidInputException(
          "warmup (%s) cannot be read; give a JPEG, PNG, BMP or GIF file".formatted(file));
    }
  }
}
