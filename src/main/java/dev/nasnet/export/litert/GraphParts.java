package dev.nasnet.export.litert;

import com.google.flatbuffers.FlatBufferBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tensors, buffers and operators of a graph, collected before they are written. */
final class GraphParts {
  /** Writes an operator's table of options and returns its offset. */
  @FunctionalInterface
  interface Options {
    int write(FlatBufferBuilder builder);
  }

  /**
   * A tensor.
   *
   * @param type of {@link Schema.TensorType}
   * @param shape the dimensions; of activations the first is 1, the number of images
   * @param isOpen whether the first dimension is any number
   * @param buffer the index of the constant's bytes; 0 if it is computed
   */
  record Tensor(
      String name,
      int type,
      List<Integer> shape,
      boolean isOpen,
      int buffer,
      Optional<Quantization> quantization) {}

  /**
   * A kind of operator.
   *
   * @param builtin of {@link Schema.BuiltinOperator}
   * @param version of its definition
   */
  record Code(int builtin, int version) {}

  /**
   * An operator.
   *
   * @param code the index of its kind
   * @param inputs indices of tensors
   * @param output the index of its tensor
   * @param optionsType of {@link Schema.BuiltinOptions}
   */
  record Operator(int code, List<Integer> inputs, int output, int optionsType, Options options) {}

  private final List<ByteBuffer> buffers = new ArrayList<>(List.of(ByteBuffer.allocate(0)));
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Operator> operators = new ArrayList<>();
  private final List<Code> codes = new ArrayList<>();
  private final Map<String, Integer> constants = new HashMap<>();

  /** Adds bytes and returns their index. */
  int buffer(ByteBuffer bytes) {
    buffers.add(bytes);
    return buffers.size() - 1;
  }

  /** Adds a tensor that an operator computes, or an input, and returns its index. */
  int activation(String name, int type, List<Integer> shape, Optional<Quantization> quantization) {
    List<Integer> dimensions = new ArrayList<>(List.of(1));
    dimensions.addAll(shape);
    return tensor(new Tensor(name, type, dimensions, true, 0, quantization));
  }

  /** Adds a constant and returns its index. */
  int constant(
      String name,
      int type,
      List<Integer> shape,
      ByteBuffer bytes,
      Optional<Quantization> quantization) {
    return tensor(new Tensor(name, type, shape, false, buffer(bytes), quantization));
  }

  /** Adds a tensor of a fixed shape that an operator computes from constants. */
  int computed(String name, int type, List<Integer> shape) {
    return tensor(new Tensor(name, type, shape, false, 0, Optional.empty()));
  }

  /** Returns the index of a constant of int32 numbers, which all operators of the name share. */
  int integers(String name, List<Integer> shape, int... values) {
    return constants.computeIfAbsent(
        name,
        key ->
            constant(
                name,
                Schema.TensorType.INT32,
                shape,
                LittleEndian.integers(values),
                Optional.empty()));
  }

  /** Adds an operator with one output. */
  void operator(Code code, List<Integer> inputs, int output, int optionsType, Options options) {
    int index = codes.indexOf(code);
    if (index < 0) {
      index = codes.size();
      codes.add(code);
    }
    operators.add(new Operator(index, inputs, output, optionsType, options));
  }

  List<ByteBuffer> buffers() {
    return buffers;
  }

  List<Tensor> tensors() {
    return tensors;
  }

  List<Operator> operators() {
    return operators;
  }

  List<Code> codes() {
    return codes;
  }

  private int tensor(Tensor tensor) {
    tensors.add(tensor);
    return tensors.size() - 1;
  }
}
