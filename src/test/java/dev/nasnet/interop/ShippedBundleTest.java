package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bundle in {@code savedmodels} still loads in Python and still knows its digits. */
@Tag("interop")
class ShippedBundleTest {
  @Test
  void pythonScoresTheShippedDigits() {
    Path script = Path.of("scripts", "score-digits.py").toAbsolutePath();
    String output = Python.run(script.toString(), "savedmodels/digits/1", "0.985");
    assertThat(output).contains("held-out accuracy: Python 99.44%, Java 99.44%, 355 images");
  }

  @Test
  void itStaysSmallEnoughToShip() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("savedmodels", "digits"))) {
      long bytes = files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
      assertThat(bytes).isLessThan(2_000_000);
    }
  }
}
