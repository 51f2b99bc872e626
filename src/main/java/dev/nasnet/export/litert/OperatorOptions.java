package dev.nasnet.export.litert;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.nasnet.architecture.Padding;
import dev.nasnet.architecture.Window;

/** The tables of operators' options. */
final class OperatorOptions {
  private OperatorOptions() {}

  static GraphParts.Options convolution(Window window, boolean hasRelu) {
    return builder -> {
      builder.startTable(Schema.Conv2DOptions.FUSED_ACTIVATION_FUNCTION + 1);
      builder.addByte(Schema.Conv2DOptions.PADDING, padding(window), 0);
      builder.addInt(Schema.Conv2DOptions.STRIDE_W, window.stride(), 0);
      builder.addInt(Schema.Conv2DOptions.STRIDE_H, window.stride(), 0);
      builder.addByte(Schema.Conv2DOptions.FUSED_ACTIVATION_FUNCTION, activation(hasRelu), 0);
      return builder.endTable();
    };
  }

  static GraphParts.Options depthwise(Window window, boolean hasRelu) {
    return builder -> {
      builder.startTable(Schema.DepthwiseConv2DOptions.FUSED_ACTIVATION_FUNCTION + 1);
      builder.addByte(Schema.DepthwiseConv2DOptions.PADDING, padding(window), 0);
      builder.addInt(Schema.DepthwiseConv2DOptions.STRIDE_W, window.stride(), 0);
      builder.addInt(Schema.DepthwiseConv2DOptions.STRIDE_H, window.stride(), 0);
      builder.addInt(Schema.DepthwiseConv2DOptions.DEPTH_MULTIPLIER, 1, 0);
      builder.addByte(
          Schema.DepthwiseConv2DOptions.FUSED_ACTIVATION_FUNCTION, activation(hasRelu), 0);
      return builder.endTable();
    };
  }

  static GraphParts.Options pool(Window window, boolean hasRelu) {
    return builder -> {
      builder.startTable(Schema.Pool2DOptions.FUSED_ACTIVATION_FUNCTION + 1);
      builder.addByte(Schema.Pool2DOptions.PADDING, padding(window), 0);
      builder.addInt(Schema.Pool2DOptions.STRIDE_W, window.stride(), 0);
      builder.addInt(Schema.Pool2DOptions.STRIDE_H, window.stride(), 0);
      builder.addInt(Schema.Pool2DOptions.FILTER_WIDTH, window.width(), 0);
      builder.addInt(Schema.Pool2DOptions.FILTER_HEIGHT, window.height(), 0);
      builder.addByte(Schema.Pool2DOptions.FUSED_ACTIVATION_FUNCTION, activation(hasRelu), 0);
      return builder.endTable();
    };
  }

  static GraphParts.Options add(boolean hasRelu) {
    return builder -> {
      builder.startTable(Schema.AddOptions.POT_SCALE_INT16 + 1);
      builder.addByte(Schema.AddOptions.FUSED_ACTIVATION_FUNCTION, activation(hasRelu), 0);
      return builder.endTable();
    };
  }

  /** The last of four dimensions. */
  static int concatenation(FlatBufferBuilder builder) {
    builder.startTable(Schema.ConcatenationOptions.AXIS + 1);
    builder.addInt(Schema.ConcatenationOptions.AXIS, 3, 0);
    return builder.endTable();
  }

  static int softmax(FlatBufferBuilder builder) {
    builder.startTable(Schema.SoftmaxOptions.BETA + 1);
    builder.addFloat(Schema.SoftmaxOptions.BETA, 1, 0);
    return builder.endTable();
  }

  /** A table with the defaults of all fields. */
  static int defaults(FlatBufferBuilder builder) {
    builder.startTable(0);
    return builder.endTable();
  }

  /** An operator without options. */
  static int none(FlatBufferBuilder builder) {
    return 0;
  }

  private static byte padding(Window window) {
    boolean isSame = window.padding() == Padding.SAME;
    return (byte) (isSame ? Schema.Padding.SAME : Schema.Padding.VALID);
  }

  private static byte activation(boolean hasRelu) {
    return (byte)
        (hasRelu ? Schema.ActivationFunctionType.RELU : Schema.ActivationFunctionType.NONE);
  }
}
