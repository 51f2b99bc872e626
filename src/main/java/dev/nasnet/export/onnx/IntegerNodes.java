package dev.nasnet.export.onnx;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.export.int8.IntegerKernel;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.int8.Io;
import dev.nasnet.export.int8.TensorScale;
import dev.nasnet.export.onnx.proto.TensorProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pairs of {@code QuantizeLinear} and {@code DequantizeLinear} of a network in integers: one
 * behind each tensor that is rounded, and a {@code DequantizeLinear} behind each constant. Runtimes
 * replace the float32 nodes between them by nodes in integers. Tensors are uint8, weights int8:
 * ONNX Runtime on x86 leaves nodes with several readers in float32 where tensors are int8.
 */
final class IntegerNodes {
  /** The difference between the zero points of uint8 and int8. */
  private static final int UINT8_OFFSET = 128;

  private final Nodes nodes;
  private final Optional<IntegerNetwork> integers;

  IntegerNodes(Nodes nodes, Optional<IntegerNetwork> integers) {
    this.nodes = nodes;
    this.integers = integers;
  }

  /** Whether a layer computes in integers. */
  boolean has(Layer layer) {
    return integers.map(one -> one.isInteger(layer)).orElse(false);
  }

  /** The type of images and outputs. */
  Io io() {
    return integers.map(IntegerNetwork::io).orElse(Io.FLOAT32);
  }

  /** Returns the variables that stay float32. */
  List<VariableSpec> floats(LayeredNetwork network) {
    return network.layers().stream()
        .filter(layer -> !has(layer))
        .flatMap(layer -> layer.variables().stream())
        .toList();
  }

  /** Adds the pair behind a layer's output, if it is rounded, and returns the tensor to read. */
  String rounded(String layer, String tensor) {
    return scale(layer)
        .map(scale -> dequantized(layer, quantized(layer, tensor, scale), scale, true))
        .orElse(tensor);
  }

  /** Adds the node behind an image in integers. */
  String fromImage(String layer, String image) {
    TensorScale scale = scale(layer).orElseThrow();
    return dequantized(layer, image, scale, io() == Io.UINT8);
  }

  /** Adds the node that makes an output of the file integers. */
  void toOutput(String tensor, TensorScale scale, String output) {
    boolean isUnsigned = io() == Io.UINT8;
    List<String> inputs = List.of(tensor, scale(output, scale), zero(output, scale, isUnsigned));
    nodes.add("QuantizeLinear", output + "/quantize", inputs, output);
  }

  /** Returns the scale of a layer's output. */
  Optional<TensorScale> scale(String layer) {
    return integers.flatMap(one -> one.scale(layer));
  }

  /** Adds a layer's kernel and bias, if it has one, and returns the tensors to read. */
  List<String> weights(Layer layer) {
    IntegerNetwork network = integers.orElseThrow();
    IntegerKernel kernel = network.kernel(layer);
    VariableSpec variable = layer.variables().get(0);
    int axis = layer instanceof WeightedLayer.Dense ? 1 : 0;
    List<String> inputs = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(bytes(variable, kernel));
    TensorProto weights =
        tensor(
            variable.name(), TensorProto.DataType.INT8, bytes, Initializers.dimensions(variable));
    inputs.add(constant(weights, floats(variable.name() + "/scale", kernel.scales()), axis));
    if (layer.variables().size() > 1) {
      String name = layer.variables().get(1).name();
      ByteBuffer bias = little(kernel.bias().length);
      bias.asIntBuffer().put(kernel.bias());
      TensorProto values =
          tensor(name, TensorProto.DataType.INT32, bias, List.of((long) kernel.bias().length));
      float[] scales = kernel.biasScales(network.inputScale(layer));
      inputs.add(constant(values, floats(name + "/scale", scales), 0));
    }
    return inputs;
  }

  private static byte[] bytes(VariableSpec variable, IntegerKernel kernel) {
    float[] ordered = Initializers.ordered(variable.shape(), kernel.integers());
    byte[] bytes = new byte[ordered.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ordered[i];
    }
    return bytes;
  }

  private String constant(TensorProto values, TensorProto scales, int axis) {
    ByteBuffer zeros = ByteBuffer.allocate(bytes(values.getDataType()) * (int) scales.getDims(0));
    TensorProto points =
        tensor(
            values.getName() + "/zero_point",
            TensorProto.DataType.forNumber(values.getDataType()),
            zeros,
            scales.getDimsList());
    List<String> inputs =
        List.of(nodes.constant(values), nodes.constant(scales), nodes.constant(points));
    String name = values.getName() + "/dequantized";
    return nodes.add("DequantizeLinear", name, inputs, name, Nodes.integer("axis", axis));
  }

  private static int bytes(int type) {
    return type == TensorProto.DataType.INT32.getNumber() ? Integer.BYTES : 1;
  }

  private String quantized(String layer, String tensor, TensorScale scale) {
    String name = layer + "/quantized";
    List<String> inputs = List.of(tensor, scale(layer, scale), zero(layer, scale, true));
    return nodes.add("QuantizeLinear", name, inputs, name);
  }

  private String dequantized(String layer, String tensor, TensorScale scale, boolean isUnsigned) {
    String name = layer + "/dequantized";
    List<String> inputs = List.of(tensor, scale(layer, scale), zero(layer, scale, isUnsigned));
    return nodes.add("DequantizeLinear", name, inputs, name);
  }

  private String scale(String owner, TensorScale scale) {
    ByteBuffer bytes = little(1);
    bytes.asFloatBuffer().put(scale.scale());
    return nodes.constant(tensor(owner + "/scale", TensorProto.DataType.FLOAT, bytes, List.of()));
  }

  private String zero(String owner, TensorScale scale, boolean isUnsigned) {
    int point = isUnsigned ? scale.zeroPoint() + UINT8_OFFSET : scale.zeroPoint();
    TensorProto.DataType type = isUnsigned ? TensorProto.DataType.UINT8 : TensorProto.DataType.INT8;
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {(byte) point});
    return nodes.constant(tensor(owner + "/zero_point", type, bytes, List.of()));
  }

  private static TensorProto floats(String name, float[] values) {
    ByteBuffer bytes = little(values.length);
    bytes.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, bytes, List.of((long) values.length));
  }

  private static TensorProto tensor(
      String name, TensorProto.DataType type, ByteBuffer bytes, List<Long> dimensions) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .addAllDims(dimensions)
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  private static ByteBuffer little(int numbers) {
    return ByteBuffer.allocate(numbers * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
