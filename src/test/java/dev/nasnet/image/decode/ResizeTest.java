package dev.nasnet.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images as the model reads them, against the kept values of other programs: Pillow's and {@code
 * tf.image.resize} (kept_resize.py), which sample at the centres of pixels.
 */
class ResizeTest {
  private static final Path KEPT = Path.of("src", "test", "resources", "resize");

  /** Pillow rounds its values to whole levels, in fixed-point arithmetic. */
  private static final double PILLOW = 1.0;

  /** Levels of 0 to 255 in float32, scaled to −1…1 and back; measured 3e-5. */
  private static final double TENSORFLOW = 1e-3;

  @ParameterizedTest
  @ValueSource(strings = {"5x7", "9x6", "40x31"})
  void valuesEqualThoseOfTensorFlow(String name) throws IOException {
    assertThat(difference(name, "tensorflow", 0)).isLessThan(TENSORFLOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5x7", "9x6"})
  void valuesEqualThoseOfPillowWhereTheImageGrows(String name) throws IOException {
    assertThat(difference(name, "pillow", 0)).isLessThan(PILLOW);
  }

  /** The control: shifted by one column, the values differ by many levels. */
  @Test
  void shiftedValuesDiffer() throws IOException {
    assertThat(difference("5x7", "tensorflow", 3)).isGreaterThan(50);
  }

  private static double difference(String name, String program, int shift) throws IOException {
    NamedArray kept =
        Npz.read(KEPT.resolve(name + ".npz")).stream()
            .filter(array -> array.name().equals(program))
            .findFirst()
            .orElseThrow();
    double largest = 0;
    try (ImageReader reader = new ImageReader(kept.shape().get(0), kept.shape().get(1))) {
      float[] read = reader.read(Files.readAllBytes(KEPT.resolve(name + ".png")), name);
      for (int i = 0; i + shift < read.length; i++) {
        double level = (read[i + shift] + 1) * 127.5;
        largest = Math.max(largest, Math.abs(level - kept.values()[i]));
      }
    }
    return largest;
  }
}
