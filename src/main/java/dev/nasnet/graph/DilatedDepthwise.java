package dev.nasnet.graph;

import dev.nasnet.architecture.Border;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.Window;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adds a dilated depthwise convolution of stride 1. TensorFlow's op has no dilation on a CPU, so as
 * {@code tf.nn.depthwise_conv2d} does, the pixels that one kernel reads are brought together into
 * an image of their own (space to batch), convolved, and put back.
 */
final class DilatedDepthwise {
  private final Ops tf;
  private final Layer layer;
  private final Window window;

  DilatedDepthwise(Ops tf, Layer layer, Window window) {
    this.tf = tf;
    this.layer = layer;
    this.window = window;
  }

  /**
   * Returns the convolution.
   *
   * @param x float32 {@code [N, H, W, C]}
   * @param kernel float32 {@code [K, K, C, 1]}
   */
  Operand<TFloat32> of(Operand<TFloat32> x, Operand<TFloat32> kernel) {
    OutputShape output = layer.output();
    Border border = window.border(output);
    int rows = missing(output.height() + border.top() + border.bottom());
    int columns = missing(output.width() + border.left() + border.right());
    int[] block = {window.dilation(), window.dilation()};
    int[][] paddings = {
      {border.top(), border.bottom() + rows}, {border.left(), border.right() + columns}
    };
    int[][] crops = {{0, rows}, {0, columns}};
    Operand<TFloat32> apart =
        named("SpaceToBatch").spaceToBatchNd(x, tf.constant(block), tf.constant(paddings));
    Operand<TFloat32> convolved =
        named("Depthwise")
            .nn
            .depthwiseConv2dNative(apart, kernel, List.of(1L, 1L, 1L, 1L), "VALID");
    return named("BatchToSpace").batchToSpaceNd(convolved, tf.constant(block), tf.constant(crops));
  }

  /** The pixels that a side lacks to be a multiple of the dilation. */
  private int missing(int side) {
    return Math.floorMod(-side, window.dilation());
  }

  private Ops named(String op) {
    return tf.withName(layer.name() + "." + op);
  }
}
