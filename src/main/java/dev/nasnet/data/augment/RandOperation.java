package dev.nasnet.data.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The operations of {@link RandAugment}, in torchvision's order, with the values of its 31
 * magnitudes. Images have levels: float32 {@code [H, W, 3]} of whole numbers 0…255.
 */
enum RandOperation {
  IDENTITY,
  SHEAR_X,
  SHEAR_Y,
  TRANSLATE_X,
  TRANSLATE_Y,
  ROTATE,
  BRIGHTNESS,
  COLOR,
  CONTRAST,
  SHARPNESS,
  POSTERIZE,
  SOLARIZE,
  AUTO_CONTRAST,
  EQUALIZE;

  private static final double MOST_SHEAR = 0.3;
  private static final double MOST_DEGREES = 30;
  private static final double MOST_ENHANCEMENT = 0.9;

  /** The largest shift as a share of a side, that of ImageNet's 331 pixels. */
  private static final double MOST_SHIFT = 150 / 331.0;

  private static final int BITS = 8;
  private static final double MOST_BITS_LOST = 4;
  private static final float WHITE = 255;

  /** What an operation is applied to. */
  record Levels(Ops tf, Operand<TFloat32> image, int height, int width) {}

  /**
   * Returns the changed image.
   *
   * @param sign float32 scalar, 1 or −1: the direction, where an operation has two
   * @param magnitude 0 to {@link RandAugment#MOST}
   */
  Operand<TFloat32> apply(Levels levels, Operand<TFloat32> sign, int magnitude) {
    double share = (double) magnitude / RandAugment.MOST;
    LevelOps colors = new LevelOps(levels.tf(), levels.image());
    AffineOps affine = new AffineOps(levels.tf(), levels.height(), levels.width());
    return switch (this) {
      case IDENTITY -> levels.tf().identity(levels.image());
      case SHEAR_X -> affine.shear(levels.image(), sign, MOST_SHEAR * share, 0);
      case SHEAR_Y -> affine.shear(levels.image(), sign, 0, MOST_SHEAR * share);
      case TRANSLATE_X -> affine.shift(levels.image(), sign, pixels(levels.width(), share), 0);
      case TRANSLATE_Y -> affine.shift(levels.image(), sign, 0, pixels(levels.height(), share));
      case ROTATE -> affine.rotation(levels.image(), sign, MOST_DEGREES * share);
      case BRIGHTNESS -> colors.brightness(sign, MOST_ENHANCEMENT * share);
      case COLOR -> colors.color(sign, MOST_ENHANCEMENT * share);
      case CONTRAST -> colors.contrast(sign, MOST_ENHANCEMENT * share);
      case SHARPNESS ->
          colors.sharpness(sign, MOST_ENHANCEMENT * share, levels.height(), levels.width());
      case POSTERIZE -> colors.posterized(BITS - (int) Math.rint(MOST_BITS_LOST * share));
      case SOLARIZE -> colors.solarized((float) (WHITE * (1 - share)));
      case AUTO_CONTRAST -> colors.autoContrast();
      case EQUALIZE -> colors.equalized();
    };
  }

  private static int pixels(int side, double share) {
    return (int) (MOST_SHIFT * side * share);
  }
}
