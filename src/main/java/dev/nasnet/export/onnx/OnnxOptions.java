package dev.nasnet.export.onnx;

/**
 * The choices of an ONNX file.
 *
 * @param precision the type of the convolutional part
 * @param input the type of the images
 * @param layout the order of the dimensions of images and feature maps
 * @param features whether a classifier's file has the output {@code features}, too
 */
public record OnnxOptions(Precision precision, Input input, Layout layout, boolean features) {
  /** Float32 images {@code [N, H, W, 3]}, computed in float32. */
  public static final OnnxOptions STANDARD =
      new OnnxOptions(Precision.FLOAT32, Input.FLOAT32, Layout.NHWC, false);

  /** The type of the weights and tensors from the first convolution to the last feature map. */
  public enum Precision {
    /** 32 bits. */
    FLOAT32,
    /** 16 bits; images and outputs stay float32, and so does the classifier. */
    FLOAT16
  }

  /** The type of the images. */
  public enum Input {
    /** RGB / 127.5 − 1, in −1…1. */
    FLOAT32,
    /** RGB, 0…255; the file scales it. */
    UINT8
  }

  /** The order of dimensions. */
  public enum Layout {
    /** Channels last. */
    NHWC,
    /** Channels first, as ONNX's convolutions take them. */
    NCHW
  }

  boolean isFloat16() {
    return precision == Precision.FLOAT16;
  }

  boolean isNchw() {
    return layout == Layout.NCHW;
  }

  boolean isUint8() {
    return input == Input.UINT8;
  }
}
