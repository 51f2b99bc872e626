package dev.nasnet.export.litert;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.int8.Io;
import dev.nasnet.export.int8.TensorScale;
import dev.nasnet.export.rewrite.FusedLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The layers of a serving form as operators on {@code [N, H, W, C]}. A tensor has the name of its
 * layer, a weight that of its variable.
 */
final class LayerOperators {
  /** The versions of operators for int8 with scales per channel; those of all others are 2. */
  private static final Map<Integer, Integer> OF_INTEGERS =
      Map.of(
          Schema.BuiltinOperator.CONV_2D, 3,
          Schema.BuiltinOperator.DEPTHWISE_CONV_2D, 3,
          Schema.BuiltinOperator.FULLY_CONNECTED, 12);

  private final GraphParts parts;
  private final Constants constants;
  private final Activations activations;
  private final Optional<IntegerNetwork> integers;

  LayerOperators(
      GraphParts parts,
      Constants constants,
      Activations activations,
      Optional<IntegerNetwork> integers) {
    this.parts = parts;
    this.constants = constants;
    this.activations = activations;
    this.integers = integers;
  }

  /**
   * Adds a layer, the inputs of which were added before.
   *
   * @param name the name of its tensor
   */
  void add(FusedLayer fused, String name) {
    Layer layer = fused.layer();
    boolean isInteger = integers.map(one -> one.isInteger(layer)).orElse(false);
    List<Integer> inputs = new ArrayList<>();
    layer.inputs().forEach(input -> inputs.add(activations.get(input, isInteger)));
    Op op = op(layer, fused.relu().isPresent(), inputs);
    int output = activations.declare(fused.output(), name, layer.output(), isInteger);
    add(op, inputs, output, isInteger);
    activations.quantizeForReaders(fused.output());
  }

  /** Adds the probabilities of a classifier's logits, and returns their tensor. */
  int probabilities(WeightedLayer.Dense layer, String name) {
    Io io = integers.map(IntegerNetwork::io).orElse(Io.FLOAT32);
    if (!io.isInteger()) {
      int logits = activations.get(layer.name(), false);
      int output = activations.declare(name, name, layer.output(), false);
      add(activation(layer), List.of(logits), output, false);
      return output;
    }
    boolean isUnsigned = io == Io.UINT8;
    int output = activations.probabilities(isUnsigned ? name + "/int8" : name, layer.output());
    add(activation(layer), List.of(activations.get(layer.name(), true)), output, true);
    Quantization scale = Activations.quantization(TensorScale.PROBABILITIES);
    return isUnsigned ? activations.unsigned(output, name, layer.output(), scale) : output;
  }

  private static Op activation(WeightedLayer.Dense layer) {
    return layer.activation() == HeadActivation.SIGMOID
        ? Op.of(Schema.BuiltinOperator.LOGISTIC, Schema.BuiltinOptions.NONE, OperatorOptions::none)
        : Op.of(
            Schema.BuiltinOperator.SOFTMAX,
            Schema.BuiltinOptions.SOFTMAX_OPTIONS,
            OperatorOptions::softmax);
  }

  private void add(Op op, List<Integer> inputs, int output, boolean isInteger) {
    int version = isInteger ? OF_INTEGERS.getOrDefault(op.builtin, 2) : 1;
    GraphParts.Code code = new GraphParts.Code(op.builtin, version);
    parts.operator(code, inputs, output, op.optionsType, op.options);
  }

  /** An operator without its tensors. */
  private record Op(int builtin, int optionsType, GraphParts.Options options) {
    static Op of(int builtin, int optionsType, GraphParts.Options options) {
      return new Op(builtin, optionsType, options);
    }
  }

  /** Adds constant inputs to those that are there, and returns the operator. */
  private Op op(Layer layer, boolean hasRelu, List<Integer> inputs) {
    if (layer instanceof WeightedLayer.Conv2D conv) {
      weights(layer, inputs);
      return Op.of(
          Schema.BuiltinOperator.CONV_2D,
          Schema.BuiltinOptions.CONV_2D_OPTIONS,
          OperatorOptions.convolution(conv.window(), hasRelu));
    } else if (layer instanceof WeightedLayer.DepthwiseConv2D conv) {
      weights(layer, inputs);
      return Op.of(
          Schema.BuiltinOperator.DEPTHWISE_CONV_2D,
          Schema.BuiltinOptions.DEPTHWISE_CONV_2D_OPTIONS,
          OperatorOptions.depthwise(conv.window(), hasRelu));
    } else if (layer instanceof WeightedLayer.Dense) {
      weights(layer, inputs);
      return Op.of(
          Schema.BuiltinOperator.FULLY_CONNECTED,
          Schema.BuiltinOptions.FULLY_CONNECTED_OPTIONS,
          OperatorOptions::defaults);
    } else if (layer instanceof Layer.AveragePooling2D pool) {
      return Op.of(
          Schema.BuiltinOperator.AVERAGE_POOL_2D,
          Schema.BuiltinOptions.POOL_2D_OPTIONS,
          OperatorOptions.pool(pool.window(), hasRelu));
    } else if (layer instanceof Layer.MaxPooling2D pool) {
      return Op.of(
          Schema.BuiltinOperator.MAX_POOL_2D,
          Schema.BuiltinOptions.POOL_2D_OPTIONS,
          OperatorOptions.pool(pool.window(), hasRelu));
    }
    return simple(layer, hasRelu, inputs);
  }

  private Op simple(Layer layer, boolean hasRelu, List<Integer> inputs) {
    if (layer instanceof Layer.Activation) {
      return Op.of(Schema.BuiltinOperator.RELU, Schema.BuiltinOptions.NONE, OperatorOptions::none);
    } else if (layer instanceof Layer.Add && inputs.size() == 2) {
      return Op.of(
          Schema.BuiltinOperator.ADD,
          Schema.BuiltinOptions.ADD_OPTIONS,
          OperatorOptions.add(hasRelu));
    } else if (layer instanceof Layer.Concatenate) {
      return Op.of(
          Schema.BuiltinOperator.CONCATENATION,
          Schema.BuiltinOptions.CONCATENATION_OPTIONS,
          OperatorOptions::concatenation);
    } else if (layer instanceof Layer.ZeroPadding2D pad) {
      inputs.add(zeros(pad.border()));
      return Op.of(
          Schema.BuiltinOperator.PAD, Schema.BuiltinOptions.PAD_OPTIONS, OperatorOptions::defaults);
    } else if (layer instanceof Layer.GlobalAveragePooling2D) {
      return reducer(Schema.BuiltinOperator.MEAN, inputs);
    } else if (layer instanceof Layer.GlobalMaxPooling2D) {
      return reducer(Schema.BuiltinOperator.REDUCE_MAX, inputs);
    }
    throw new IllegalStateException("the serving form has no " + layer);
  }

  private Op reducer(int builtin, List<Integer> inputs) {
    inputs.add(parts.integers("spatial_axes", List.of(2), 1, 2));
    return Op.of(builtin, Schema.BuiltinOptions.REDUCER_OPTIONS, OperatorOptions::defaults);
  }

  private int zeros(Border border) {
    int[] counts = {0, 0, border.top(), border.bottom(), border.left(), border.right(), 0, 0};
    String name =
        "zeros/%d_%d_%d_%d".formatted(border.top(), border.bottom(), border.left(), border.right());
    return parts.integers(name, List.of(4, 2), counts);
  }

  private void weights(Layer layer, List<Integer> inputs) {
    if (integers.isPresent() && integers.get().isInteger(layer)) {
      inputs.addAll(
          constants.integers(
              layer, integers.get().kernel(layer), integers.get().inputScale(layer)));
      return;
    }
    layer.variables().forEach(variable -> inputs.add(constants.variable(variable)));
    if (layer.variables().size() == 1) {
      inputs.add(constants.zeros(layer.name(), layer.output().channels()));
    }
  }
}
