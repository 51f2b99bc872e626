package dev.nasnet.inference;

import dev.nasnet.problem.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * One output of one of a bundle's signatures.
 *
 * @param input the name of the graph's tensor that takes images, float32 {@code [N, H, W, 3]}
 * @param output the name of the graph's output tensor, float32 {@code [N, columns]}
 * @param height the images' height in pixels
 * @param width the images' width in pixels
 * @param columns the number of values for one image
 */
public record OutputSpec(String input, String output, int height, int width, int columns) {
  /** A side of 16384 px, as in a network's specification, and as many pixels as 4096 × 4096. */
  private static final long MOST_SIDE = 16_384;

  private static final long MOST_PIXELS = 1 << 24;
  private static final long MOST_COLUMNS = 1 << 24;
  private static final int CHANNELS = 3;

  /**
   * Reads one output of a signature that takes images.
   *
   * @param signature a signature with at least one input
   * @param key the output's name
   * @throws InvalidInputException if the input is not a batch of RGB images of one fixed size, or
   *     the output is not a vector of fixed length for each
   */
  static OutputSpec of(SignatureDef signature, String key) {
    TensorInfo image = signature.getInputsMap().values().iterator().next();
    TensorInfo output = signature.getOutputsOrThrow(key);
    TensorShapeProto shape = image.getTensorShape();
    long height = dimension(shape, 1);
    long width = dimension(shape, 2);
    if (shape.getDimCount() != 4
        || dimension(shape, 3) != CHANNELS
        || !isWithin(height, MOST_SIDE)
        || !isWithin(width, MOST_SIDE)
        || height * width > MOST_PIXELS) {
      throw new InvalidInputException(
          "model's input (%s) must be [N, H, W, 3] with a fixed size of at most %d pixels; export the model for one size"
              .formatted(shown(shape), MOST_PIXELS));
    }
    TensorShapeProto row = output.getTensorShape();
    if (row.getDimCount() != 2 || !isWithin(dimension(row, 1), MOST_COLUMNS)) {
      throw new InvalidInputException(
          "model's output %s (%s) must be [N, M] with a fixed M of at most %d; export another model"
              .formatted(key, shown(row), MOST_COLUMNS));
    }
    return new OutputSpec(
        image.getName(), output.getName(), (int) height, (int) width, (int) dimension(row, 1));
  }

  /** Returns the values of each image of a tensor. */
  List<float[]> rows(TFloat32 tensor, int images) {
    float[] flat = new float[images * columns];
    tensor.asRawTensor().data().asFloats().read(flat);
    return IntStream.range(0, images)
        .mapToObj(i -> Arrays.copyOfRange(flat, i * columns, (i + 1) * columns))
        .toList();
  }

  private static boolean isWithin(long size, long most) {
    return size >= 1 && size <= most;
  }

  /** A dimension's size; −1 where it is open or missing. */
  private static long dimension(TensorShapeProto shape, int index) {
    return index < shape.getDimCount() ? shape.getDim(index).getSize() : -1;
  }

  private static String shown(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? "unknown shape"
        : shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList().toString();
  }
}
