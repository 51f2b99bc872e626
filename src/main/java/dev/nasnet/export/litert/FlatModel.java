package dev.nasnet.export.litert;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.nasnet.problem.InvalidInputException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Writes the collected parts of a graph as LiteRT's flat buffer, from the leaves to the root. */
final class FlatModel {
  /** Constants begin at multiples of this number, which vector instructions need. */
  private static final int ALIGNMENT = 16;

  /** What stands beside the constants: about 200 bytes for each tensor and operator. */
  private static final int OVERHEAD = 1 << 20;

  private static final long MOST_BYTES = Integer.MAX_VALUE - (64L << 20);

  private final GraphParts parts;
  private final FlatBufferBuilder builder;

  private FlatModel(GraphParts parts) {
    this.parts = parts;
    long bytes =
        parts.buffers().stream().mapToLong(buffer -> buffer.remaining() + 2L * ALIGNMENT).sum();
    if (bytes > MOST_BYTES) {
      throw new InvalidInputException(
          "weights (%,d MiB) must be below 2 GiB, the most that one LiteRT file can hold; give a"
                  .formatted(bytes >> 20)
              + " smaller `spec` or another `precision`");
    }
    builder = new FlatBufferBuilder((int) bytes + OVERHEAD);
  }

  /**
   * The inputs and outputs.
   *
   * @param key the name of the signature
   * @param input the image's tensor
   * @param outputs tensors by name
   * @param metadata buffers by name
   */
  record Interface(
      String key,
      String inputName,
      int input,
      SortedMap<String, Integer> outputs,
      SortedMap<String, Integer> metadata) {}

  /** Returns the file's bytes. */
  static ByteBuffer write(GraphParts parts, Interface face, String name, String description) {
    FlatModel model = new FlatModel(parts);
    int root = model.root(face, name, description);
    model.builder.finish(root, Schema.IDENTIFIER);
    return model.builder.dataBuffer();
  }

  private int root(Interface face, String name, String description) {
    int buffers = vector(parts.buffers(), this::buffer);
    int codes = vector(parts.codes(), this::code);
    int graph = offsets(new int[] {graph(face, name)});
    int text = builder.createString(description);
    int signatures = offsets(new int[] {signature(face)});
    int metadata =
        vector(List.copyOf(face.metadata.entrySet()), e -> metadata(e.getKey(), e.getValue()));
    builder.startTable(Schema.Model.SIGNATURE_DEFS + 1);
    builder.addInt(Schema.Model.VERSION, Schema.VERSION, 0);
    builder.addOffset(Schema.Model.OPERATOR_CODES, codes, 0);
    builder.addOffset(Schema.Model.SUBGRAPHS, graph, 0);
    builder.addOffset(Schema.Model.DESCRIPTION, text, 0);
    builder.addOffset(Schema.Model.BUFFERS, buffers, 0);
    builder.addOffset(Schema.Model.METADATA, metadata, 0);
    builder.addOffset(Schema.Model.SIGNATURE_DEFS, signatures, 0);
    return builder.endTable();
  }

  private int buffer(ByteBuffer bytes) {
    int data = 0;
    if (bytes.hasRemaining()) {
      ByteBuffer target = builder.createUnintializedVector(1, bytes.remaining(), ALIGNMENT);
      target.put(bytes.duplicate());
      data = builder.endVector();
    }
    builder.startTable(Schema.Buffer.DATA + 1);
    builder.addOffset(Schema.Buffer.DATA, data, 0);
    return builder.endTable();
  }

  private int code(GraphParts.Code code) {
    builder.startTable(Schema.OperatorCode.BUILTIN_CODE + 1);
    byte old = (byte) Math.min(code.builtin(), Byte.MAX_VALUE);
    builder.addByte(Schema.OperatorCode.DEPRECATED_BUILTIN_CODE, old, 0);
    builder.addInt(Schema.OperatorCode.VERSION, code.version(), 1);
    builder.addInt(Schema.OperatorCode.BUILTIN_CODE, code.builtin(), 0);
    return builder.endTable();
  }

  private int graph(Interface face, String name) {
    int tensors = vector(parts.tensors(), this::tensor);
    int operators = vector(parts.operators(), this::operator);
    int inputs = integers(List.of(face.input));
    int outputs = integers(List.copyOf(face.outputs.values()));
    int text = builder.createString(name);
    builder.startTable(Schema.SubGraph.NAME + 1);
    builder.addOffset(Schema.SubGraph.TENSORS, tensors, 0);
    builder.addOffset(Schema.SubGraph.INPUTS, inputs, 0);
    builder.addOffset(Schema.SubGraph.OUTPUTS, outputs, 0);
    builder.addOffset(Schema.SubGraph.OPERATORS, operators, 0);
    builder.addOffset(Schema.SubGraph.NAME, text, 0);
    return builder.endTable();
  }

  private int tensor(GraphParts.Tensor tensor) {
    int name = builder.createString(tensor.name());
    int shape = integers(tensor.shape());
    int signature = 0;
    if (tensor.isOpen()) {
      List<Integer> open =
          IntStream.range(0, tensor.shape().size())
              .mapToObj(i -> i == 0 ? -1 : tensor.shape().get(i))
              .toList();
      signature = integers(open);
    }
    int quantization = tensor.quantization().map(this::quantization).orElse(0);
    builder.startTable(Schema.Tensor.SHAPE_SIGNATURE + 1);
    builder.addOffset(Schema.Tensor.SHAPE, shape, 0);
    builder.addByte(Schema.Tensor.TYPE, (byte) tensor.type(), 0);
    builder.addInt(Schema.Tensor.BUFFER, tensor.buffer(), 0);
    builder.addOffset(Schema.Tensor.NAME, name, 0);
    builder.addOffset(Schema.Tensor.QUANTIZATION, quantization, 0);
    builder.addOffset(Schema.Tensor.SHAPE_SIGNATURE, signature, 0);
    return builder.endTable();
  }

  private int quantization(Quantization quantization) {
    float[] scales = quantization.scales();
    builder.startVector(Float.BYTES, scales.length, Float.BYTES);
    for (int i = scales.length - 1; i >= 0; i--) {
      builder.addFloat(scales[i]);
    }
    int scale = builder.endVector();
    long[] points = quantization.zeroPoints();
    builder.startVector(Long.BYTES, points.length, Long.BYTES);
    for (int i = points.length - 1; i >= 0; i--) {
      builder.addLong(points[i]);
    }
    int point = builder.endVector();
    builder.startTable(Schema.QuantizationParameters.QUANTIZED_DIMENSION + 1);
    builder.addOffset(Schema.QuantizationParameters.SCALE, scale, 0);
    builder.addOffset(Schema.QuantizationParameters.ZERO_POINT, point, 0);
    builder.addInt(Schema.QuantizationParameters.QUANTIZED_DIMENSION, quantization.dimension(), 0);
    return builder.endTable();
  }

  private int operator(GraphParts.Operator operator) {
    int inputs = integers(operator.inputs());
    int outputs = integers(List.of(operator.output()));
    int options = operator.options().write(builder);
    builder.startTable(Schema.Operator.BUILTIN_OPTIONS + 1);
    builder.addInt(Schema.Operator.OPCODE_INDEX, operator.code(), 0);
    builder.addOffset(Schema.Operator.INPUTS, inputs, 0);
    builder.addOffset(Schema.Operator.OUTPUTS, outputs, 0);
    builder.addByte(Schema.Operator.BUILTIN_OPTIONS_TYPE, (byte) operator.optionsType(), 0);
    builder.addOffset(Schema.Operator.BUILTIN_OPTIONS, options, 0);
    return builder.endTable();
  }

  private int signature(Interface face) {
    int inputs = offsets(new int[] {named(face.inputName, face.input)});
    int outputs =
        vector(List.copyOf(face.outputs.entrySet()), e -> named(e.getKey(), e.getValue()));
    int key = builder.createString(face.key);
    builder.startTable(Schema.SignatureDef.SUBGRAPH_INDEX + 1);
    builder.addOffset(Schema.SignatureDef.INPUTS, inputs, 0);
    builder.addOffset(Schema.SignatureDef.OUTPUTS, outputs, 0);
    builder.addOffset(Schema.SignatureDef.SIGNATURE_KEY, key, 0);
    builder.addInt(Schema.SignatureDef.SUBGRAPH_INDEX, 0, 0);
    return builder.endTable();
  }

  private int named(String name, int tensor) {
    int text = builder.createString(name);
    builder.startTable(Schema.TensorMap.TENSOR_INDEX + 1);
    builder.addOffset(Schema.TensorMap.NAME, text, 0);
    builder.addInt(Schema.TensorMap.TENSOR_INDEX, tensor, 0);
    return builder.endTable();
  }

  private int metadata(String name, int buffer) {
    int text = builder.createString(name);
    builder.startTable(Schema.Metadata.BUFFER + 1);
    builder.addOffset(Schema.Metadata.NAME, text, 0);
    builder.addInt(Schema.Metadata.BUFFER, buffer, 0);
    return builder.endTable();
  }

  private <T> int vector(List<T> items, ToIntFunction<T> table) {
    return offsets(items.stream().mapToInt(table).toArray());
  }

  private int offsets(int[] offsets) {
    return builder.createVectorOfTables(offsets);
  }

  private int integers(List<Integer> values) {
    builder.startVector(Integer.BYTES, values.size(), Integer.BYTES);
    for (int i = values.size() - 1; i >= 0; i--) {
      builder.addInt(values.get(i));
    }
    return builder.endVector();
  }
}
