package dev.nasnet.export.litert;

import dev.nasnet.architecture.OutputShape;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.int8.Io;
import dev.nasnet.export.int8.TensorScale;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outputs of layers, in float32 or int8, with the operators between both types. */
final class Activations {
  /** The difference between the zero points of uint8 and int8. */
  private static final int UINT8_OFFSET = 128;

  private static final GraphParts.Code QUANTIZE =
      new GraphParts.Code(Schema.BuiltinOperator.QUANTIZE, 1);
  private static final GraphParts.Code DEQUANTIZE =
      new GraphParts.Code(Schema.BuiltinOperator.DEQUANTIZE, 2);

  private final GraphParts parts;
  private final Optional<IntegerNetwork> integers;
  private final Map<String, Integer> float32 = new HashMap<>();
  private final Map<String, Integer> int8 = new HashMap<>();
  private final Map<String, OutputShape> shapes = new HashMap<>();

  Activations(GraphParts parts, Optional<IntegerNetwork> integers) {
    this.parts = parts;
    this.integers = integers;
  }

  /** Adds the image in the type of the file's input, and returns its tensor. */
  int image(String layer, String name, OutputShape shape) {
    shapes.put(layer, shape);
    Io io = integers.map(IntegerNetwork::io).orElse(Io.FLOAT32);
    Optional<TensorScale> scale = scale(layer);
    if (scale.isEmpty() || io == Io.FLOAT32) {
      int image = declare(layer, name, shape, false);
      quantizeForReaders(layer);
      return image;
    } else if (io == Io.INT8) {
      return declare(layer, name, shape, true);
    }
    int image =
        activation(name, Schema.TensorType.UINT8, shape, Optional.of(unsigned(scale.get())));
    int signed = declare(layer, name + "/int8", shape, true);
    quantize(image, signed);
    return image;
  }

  /** Adds a tensor for the output of a layer. */
  int declare(String layer, String name, OutputShape shape, boolean isInteger) {
    shapes.put(layer, shape);
    int tensor =
        isInteger
            ? activation(name, Schema.TensorType.INT8, shape, Optional.of(quantization(layer)))
            : activation(name, Schema.TensorType.FLOAT32, shape, Optional.empty());
    (isInteger ? int8 : float32).put(layer, tensor);
    return tensor;
  }

  /**
   * Quantizes a float32 output that has a scale, since layers in integers read it. Its other
   * readers read the same rounded numbers.
   */
  void quantizeForReaders(String layer) {
    Integer floats = float32.get(layer);
    if (floats != null && scale(layer).isPresent()) {
      float32.remove(layer);
      int integer = declare(layer, layer + "/int8", shape(layer), true);
      quantize(floats, integer);
    }
  }

  /** Returns the output of a layer in a type. */
  int get(String layer, boolean isInteger) {
    Integer tensor = (isInteger ? int8 : float32).get(layer);
    if (tensor != null) {
      return tensor;
    }
    Integer integer = int8.get(layer);
    if (isInteger || integer == null) {
      throw new IllegalStateException("nothing computes " + layer);
    }
    return dequantized(layer, layer + "/float32", integer);
  }

  /** Returns the output of a layer in the type and with the name of an output of the file. */
  int output(String layer, String name) {
    Integer integer = int8.get(layer);
    if (integer == null) {
      return get(layer, false);
    }
    Io io = integers.map(IntegerNetwork::io).orElse(Io.FLOAT32);
    return switch (io) {
      case FLOAT32 -> dequantized(layer, name, integer);
      case INT8 -> integer;
      case UINT8 -> unsigned(integer, name, shape(layer), quantization(layer));
    };
  }

  /** Adds a tensor of probabilities in int8. */
  int probabilities(String name, OutputShape shape) {
    return activation(
        name, Schema.TensorType.INT8, shape, Optional.of(quantization(TensorScale.PROBABILITIES)));
  }

  /** Adds the uint8 tensor of an int8 one. */
  int unsigned(int integer, String name, OutputShape shape, Quantization signed) {
    Quantization unsigned =
        Quantization.of(signed.scales()[0], (int) signed.zeroPoints()[0] + UINT8_OFFSET);
    int tensor = activation(name, Schema.TensorType.UINT8, shape, Optional.of(unsigned));
    quantize(integer, tensor);
    return tensor;
  }

  static Quantization quantization(TensorScale scale) {
    return Quantization.of(scale.scale(), scale.zeroPoint());
  }

  private static Quantization unsigned(TensorScale scale) {
    return Quantization.of(scale.scale(), scale.zeroPoint() + UINT8_OFFSET);
  }

  private int dequantized(String layer, String name, int integer) {
    int tensor = declare(layer, name, shape(layer), false);
    parts.operator(
        DEQUANTIZE,
        List.of(integer),
        tensor,
        Schema.BuiltinOptions.DEQUANTIZE_OPTIONS,
        OperatorOptions::defaults);
    return tensor;
  }

  private void quantize(int from, int to) {
    parts.operator(
        QUANTIZE,
        List.of(from),
        to,
        Schema.BuiltinOptions.QUANTIZE_OPTIONS,
        OperatorOptions::defaults);
  }

  private int activation(
      String name, int type, OutputShape shape, Optional<Quantization> quantization) {
    return parts.activation(name, type, shape.dimensions(), quantization);
  }

  private Optional<TensorScale> scale(String layer) {
    return integers.flatMap(one -> one.scale(layer));
  }

  private Quantization quantization(String layer) {
    return quantization(
        scale(layer).orElseThrow(() -> new IllegalStateException(layer + " has no scale")));
  }

  private OutputShape shape(String layer) {
    OutputShape shape = shapes.get(layer);
    if (shape == null) {
      throw new IllegalStateException("nothing computes " + layer);
    }
    return shape;
  }
}
