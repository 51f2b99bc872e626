package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatTest {
  @ParameterizedTest
  @CsvSource({
    "m.keras, KERAS",
    "a/m.h5, H5",
    "m.weights.h5, WEIGHTS_H5",
    "m.KERAS, KERAS",
    "m.onnx, ONNX",
    "m.pb, FROZEN",
    "m.tflite, LITERT",
    "m.ckpt, CKPT",
    "models/flowers, SAVED_MODEL",
    "models/v1.2, SAVED_MODEL",
    "keras, SAVED_MODEL"
  })
  void theNameChoosesTheFormat(Path out, Format format) {
    assertThat(Format.ofName(out)).isEqualTo(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m.png", "m.svg", "m.pth", "m.zip", "a/m.safetensors"})
  void namesOfOtherKindsAreRefused(Path out) {
    assertThatThrownBy(() -> Format.ofName(out))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(out + ") must not end in .");
  }
}
