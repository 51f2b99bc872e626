package dev.nasnet.export.calibration;

import dev.nasnet.export.int8.Calibration;
import dev.nasnet.export.int8.Io;
import dev.nasnet.export.int8.WeightBits;
import dev.nasnet.problem.InvalidInputException;
import java.util.Set;

/**
 * The choices of a quantization.
 *
 * @param images the number of calibration images, at least 1; of a smaller source all are used
 * @param calibration how the range of a tensor is decided
 * @param io the type of image and outputs
 * @param keepFloat the names of the serving form's layers that compute in float32
 * @param bits the bits of the weights
 */
public record QuantizerOptions(
    int images, Calibration calibration, Io io, Set<String> keepFloat, WeightBits bits) {
  /** 200 images, whole ranges, float32 images and outputs, all layers in integers. */
  public static final QuantizerOptions STANDARD =
      new QuantizerOptions(200, Calibration.MINMAX, Io.FLOAT32, Set.of(), WeightBits.EIGHT);

  /**
   * Copies the set.
   *
   * @param images the number of calibration images, at least 1
   * @param calibration how the range of a tensor is decided
   * @param io the type of image and outputs
   * @param keepFloat the names of the serving form's layers that compute in float32
   * @param bits the bits of the weights
   * @throws InvalidInputException if the number of images is below 1
   */
  public QuantizerOptions {
    keepFloat = Set.copyOf(keepFloat);
    if (images < 1) {
      throw new InvalidInputException(
          "calibrationImages (%d) must be at least 1; 200 is usual".formatted(images));
    }
  }
}
