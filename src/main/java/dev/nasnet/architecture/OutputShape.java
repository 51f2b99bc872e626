package dev.nasnet.architecture;

import java.util.List;

/**
 * The shape of a layer's float32 output without the batch: {@code [H, W, C]} or {@code [C]}.
 *
 * @param dimensions three numbers for a feature map, one for a vector
 */
public record OutputShape(List<Integer> dimensions) {
  /**
   * Copies the dimensions.
   *
   * @param dimensions three numbers for a feature map, one for a vector
   */
  public OutputShape {
    dimensions = List.copyOf(dimensions);
  }

  /**
   * {@return the shape of a feature map}
   *
   * @param height the number of rows
   * @param width the number of columns
   * @param channels the number of channels
   */
  public static OutputShape map(int height, int width, int channels) {
    return new OutputShape(List.of(height, width, channels));
  }

  static OutputShape vector(int size) {
    return new OutputShape(List.of(size));
  }

  /** {@return whether this is a feature map {@code [H, W, C]}} */
  public boolean isMap() {
    return dimensions.size() == 3;
  }

  /** {@return the number of rows of a feature map} */
  public int height() {
    return dimensions.get(0);
  }

  /** {@return the number of columns of a feature map} */
  public int width() {
    return dimensions.get(1);
  }

  /** {@return the number of channels: the last dimension} */
  public int channels() {
    return dimensions.get(dimensions.size() - 1);
  }

  /** {@return the number of pixels of one channel; 1 for a vector} */
  public long pixels() {
    return isMap() ? (long) height() * width() : 1;
  }

  /**
   * {@return the shape with another number of channels}
   *
   * @param channels the number of channels
   */
  public OutputShape withChannels(int channels) {
    return isMap() ? map(height(), width(), channels) : vector(channels);
  }
}
