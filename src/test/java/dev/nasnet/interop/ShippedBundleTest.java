package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bundle in {@code savedmodels} still loads in Python and still knows its digits. */
@Tag("interop")
class ShippedBundleTest {
  @Test
  void pythonScoresTheShippedDigits() {
    Path script = Path.of("scripts", "score-digits.py").toAbsolutePath();
    String output = Python.run(script.toString(), "savedmodels/digits/1", "0.985");
    assertThat(output).contains("held-out accuracy: Python 98.87%, Java 98.87%, 355 images");
  }
}
