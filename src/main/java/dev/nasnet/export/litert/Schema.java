package dev.nasnet.export.litert;

/**
 * The numbers of LiteRT's published schema, {@code schema.fbs}: for each table its fields' slots
 * and the count of those that are written here, and the values of its enumerations. A test compares
 * them with the module that LiteRT's Python package generates from the schema.
 */
final class Schema {
  /** The identifier in a file's bytes 4 to 7. */
  static final String IDENTIFIER = "TFL3";

  /** The value of {@link Model#VERSION}. */
  static final int VERSION = 3;

  private Schema() {}

  /** The root table. */
  static final class Model {
    static final int VERSION = 0;
    static final int OPERATOR_CODES = 1;
    static final int SUBGRAPHS = 2;
    static final int DESCRIPTION = 3;
    static final int BUFFERS = 4;
    static final int METADATA = 6;
    static final int SIGNATURE_DEFS = 7;
  }

  /** A kind of operator. */
  static final class OperatorCode {
    static final int DEPRECATED_BUILTIN_CODE = 0;
    static final int VERSION = 2;
    static final int BUILTIN_CODE = 3;
  }

  /** The graph. */
  static final class SubGraph {
    static final int TENSORS = 0;
    static final int INPUTS = 1;
    static final int OUTPUTS = 2;
    static final int OPERATORS = 3;
    static final int NAME = 4;
  }

  /** The bytes of a constant. */
  static final class Buffer {
    static final int DATA = 0;
  }

  /** A named buffer. */
  static final class Metadata {
    static final int NAME = 0;
    static final int BUFFER = 1;
  }

  /** A tensor. */
  static final class Tensor {
    static final int SHAPE = 0;
    static final int TYPE = 1;
    static final int BUFFER = 2;
    static final int NAME = 3;
    static final int QUANTIZATION = 4;
    static final int SHAPE_SIGNATURE = 7;
  }

  /** A tensor's scales and zero points. */
  static final class QuantizationParameters {
    static final int SCALE = 2;
    static final int ZERO_POINT = 3;
    static final int QUANTIZED_DIMENSION = 6;
  }

  /** One operator of the graph. */
  static final class Operator {
    static final int OPCODE_INDEX = 0;
    static final int INPUTS = 1;
    static final int OUTPUTS = 2;
    static final int BUILTIN_OPTIONS_TYPE = 3;
    static final int BUILTIN_OPTIONS = 4;
  }

  /** Names of inputs and outputs. */
  static final class SignatureDef {
    static final int INPUTS = 0;
    static final int OUTPUTS = 1;
    static final int SIGNATURE_KEY = 2;
    static final int SUBGRAPH_INDEX = 4;
  }

  /** A name of a signature and its tensor. */
  static final class TensorMap {
    static final int NAME = 0;
    static final int TENSOR_INDEX = 1;
  }

  /** Options of {@code CONV_2D}. */
  static final class Conv2DOptions {
    static final int PADDING = 0;
    static final int STRIDE_W = 1;
    static final int STRIDE_H = 2;
    static final int FUSED_ACTIVATION_FUNCTION = 3;
  }

  /** Options of {@code DEPTHWISE_CONV_2D}. */
  static final class DepthwiseConv2DOptions {
    static final int PADDING = 0;
    static final int STRIDE_W = 1;
    static final int STRIDE_H = 2;
    static final int DEPTH_MULTIPLIER = 3;
    static final int FUSED_ACTIVATION_FUNCTION = 4;
  }

  /** Options of both pools. */
  static final class Pool2DOptions {
    static final int PADDING = 0;
    static final int STRIDE_W = 1;
    static final int STRIDE_H = 2;
    static final int FILTER_WIDTH = 3;
    static final int FILTER_HEIGHT = 4;
    static final int FUSED_ACTIVATION_FUNCTION = 5;
  }

  /** Options of {@code CONCATENATION}. */
  static final class ConcatenationOptions {
    static final int AXIS = 0;
  }

  /** Options of {@code ADD}. */
  static final class AddOptions {
    static final int FUSED_ACTIVATION_FUNCTION = 0;
    static final int POT_SCALE_INT16 = 1;
  }

  /** Options of {@code SOFTMAX}. */
  static final class SoftmaxOptions {
    static final int BETA = 0;
  }

  /** The operators. */
  static final class BuiltinOperator {
    static final int ADD = 0;
    static final int AVERAGE_POOL_2D = 1;
    static final int CONCATENATION = 2;
    static final int CONV_2D = 3;
    static final int DEPTHWISE_CONV_2D = 4;
    static final int DEQUANTIZE = 6;
    static final int FULLY_CONNECTED = 9;
    static final int LOGISTIC = 14;
    static final int MAX_POOL_2D = 17;
    static final int RELU = 19;
    static final int SOFTMAX = 25;
    static final int PAD = 34;
    static final int MEAN = 40;
    static final int REDUCE_MAX = 82;
    static final int QUANTIZE = 114;
  }

  /** The members of the union of options. */
  static final class BuiltinOptions {
    static final int NONE = 0;
    static final int CONV_2D_OPTIONS = 1;
    static final int DEPTHWISE_CONV_2D_OPTIONS = 2;
    static final int POOL_2D_OPTIONS = 5;
    static final int FULLY_CONNECTED_OPTIONS = 8;
    static final int SOFTMAX_OPTIONS = 9;
    static final int CONCATENATION_OPTIONS = 10;
    static final int ADD_OPTIONS = 11;
    static final int PAD_OPTIONS = 22;
    static final int REDUCER_OPTIONS = 27;
    static final int DEQUANTIZE_OPTIONS = 38;
    static final int QUANTIZE_OPTIONS = 89;
  }

  /** The types of tensors. */
  static final class TensorType {
    static final int FLOAT32 = 0;
    static final int FLOAT16 = 1;
    static final int INT32 = 2;
    static final int UINT8 = 3;
    static final int INT8 = 9;
  }

  /** The treatment of the border. */
  static final class Padding {
    static final int SAME = 0;
    static final int VALID = 1;
  }

  /** What is applied to an operator's output. */
  static final class ActivationFunctionType {
    static final int NONE = 0;
    static final int RELU = 1;
  }
}
