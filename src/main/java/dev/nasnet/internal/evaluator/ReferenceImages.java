package dev.nasnet.internal.evaluator;

/**
 * The images of which an ONNX file holds reference outputs: uint8 noise {@code [n, H, W, 3]} that
 * every language can make again. Value {@code i}, counted in row-major order, is the top byte of
 * MurmurHash3's finalizer of {@code i + 1}, in 32 bits (scripts/verify_onnx.py has it in NumPy).
 */
public final class ReferenceImages {
  public static final int CHANNELS = 3;

  /** Above this many pixels, one image must do. */
  private static final int LARGE = 128 * 128;

  private ReferenceImages() {}

  /** How many images of a size there are. */
  public static int count(int height, int width) {
    return (long) height * width > LARGE ? 1 : 2;
  }

  /** An image's values, 0…255, in row-major order {@code [H, W, 3]}. */
  public static int[] bytes(int height, int width, int image) {
    int size = Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS);
    int[] bytes = new int[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = mixed(image * size + i + 1) >>> 24;
    }
    return bytes;
  }

  /** The same as a network takes it, / 127.5 − 1. */
  public static FeatureMap scaled(int height, int width, int image) {
    int[] bytes = bytes(height, width, image);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] / 127.5f - 1;
    }
    return FeatureMapOps.channelsFirst(values, height, width, CHANNELS);
  }

  private static int mixed(int number) {
    int bits = (number ^ number >>> 16) * 0x85ebca6b;
    bits = (bits ^ bits >>> 13) * 0xc2b2ae35;
    return bits ^ bits >>> 16;
  }
}
