package dev.nasnet.export.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.VariableSpec.Role;
import dev.nasnet.export.numbers.Float16;
import dev.nasnet.export.numbers.Transposition;
import dev.nasnet.export.onnx.proto.TensorProto;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.LongStream;

/** Weights as ONNX's tensors: kernels {@code [out, in, k, k]}, little-endian. */
final class Initializers {
  /** What one tensor of protobuf's can hold of a file of at most 2 GiB. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - (64L << 20);

  private final Weights weights;
  private final boolean halves;

  /**
   * Creates the tensors of some weights.
   *
   * @param halves whether convolutions have float16 values
   */
  Initializers(Weights weights, boolean halves) {
    this.weights = weights;
    this.halves = halves;
  }

  /**
   * All variables' tensors, in their order.
   *
   * @throws InvalidInputException if they need more bytes than an ONNX file can have, or a value is
   *     past the largest of float16
   */
  List<TensorProto> of(List<VariableSpec> variables) {
    long bytes = variables.stream().mapToLong(v -> v.size() * (isHalf(v) ? 2 : 4)).sum();
    if (bytes > MOST_BYTES) {
      throw new InvalidInputException(
          "weights (%,d MiB) must be below 2 GiB, the most that one ONNX file can hold; give a"
                  .formatted(bytes >> 20)
              + " smaller `spec` or the `precision` float16");
    }
    return variables.parallelStream().map(this::tensor).toList();
  }

  /** A constant {@code [1, 1, rows, columns]} that is no weight. */
  static TensorProto map(String name, float[] values, boolean half, int rows, int columns) {
    return floats(name, half, values).addDims(1).addDims(1).addDims(rows).addDims(columns).build();
  }

  /** A constant of one number, without dimensions. */
  static TensorProto number(String name, float value) {
    return floats(name, false, new float[] {value}).build();
  }

  /** A dense layer's are float32: its kernel, which has two dimensions, and its bias. */
  private boolean isHalf(VariableSpec variable) {
    return halves
        && (variable.role() == Role.DEPTHWISE_KERNEL
            || weights.get(variable.layer() + "/kernel").shape().size() == 4);
  }

  private TensorProto tensor(VariableSpec variable) {
    return floats(variable.name(), isHalf(variable), values(weights.get(variable.name())))
        .addAllDims(dimensions(variable))
        .build();
  }

  /** A variable's dimensions in ONNX's order. */
  static List<Long> dimensions(VariableSpec variable) {
    List<Integer> shape = variable.shape();
    LongStream dimensions =
        shape.size() == 4
            ? variable.role() == Role.DEPTHWISE_KERNEL
                ? LongStream.of(shape.get(2), 1, shape.get(0), shape.get(1))
                : LongStream.of(shape.get(3), shape.get(2), shape.get(0), shape.get(1))
            : shape.stream().mapToLong(Integer::longValue);
    return dimensions.boxed().toList();
  }

  /** Keras's {@code [k, k, in, out]} is, taken as a matrix, ONNX's transposed. */
  private static float[] values(NamedArray array) {
    return ordered(array.shape(), array.values());
  }

  /** Values of Keras's shape in ONNX's order. */
  static float[] ordered(List<Integer> shape, float[] values) {
    if (shape.size() < 4) {
      return values;
    }
    int taps = shape.get(0) * shape.get(1);
    return Transposition.ofKernel(values, taps, shape.get(2), shape.get(3));
  }

  private static TensorProto.Builder floats(String name, boolean half, float[] values) {
    TensorProto.DataType type = half ? TensorProto.DataType.FLOAT16 : TensorProto.DataType.FLOAT;
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .setRawData(half ? halves(name, values) : floats(values));
  }

  private static ByteString floats(float[] values) {
    ByteBuffer bytes = little(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return wrap(bytes);
  }

  private static ByteString halves(String name, float[] values) {
    short[] halves = Float16.all(name, values);
    ByteBuffer bytes = little(halves.length * Short.BYTES);
    bytes.asShortBuffer().put(halves);
    return wrap(bytes);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteString wrap(ByteBuffer bytes) {
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
