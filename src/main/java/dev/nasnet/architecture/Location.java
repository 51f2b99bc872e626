package dev.nasnet.architecture;

/**
 * The place of a layer in the network and its purpose there. Together with the layer's class it
 * determines the layer's name, in Keras and in TF-slim.
 *
 * @param block the stem, cell or head that contains the layer
 * @param combination for a layer of one of a cell's combinations, its number from 1; else 0
 * @param side for a layer of one branch of a combination, which branch
 * @param role the purpose of the layer
 */
public record Location(Block block, int combination, Side side, Role role) {
  /** The image. */
  static final Location IMAGE = of(Block.IMAGE, Role.IMAGE);

  /** A branch of a combination. */
  public enum Side {
    /** The first addend. */
    LEFT,
    /** The second addend. */
    RIGHT,
    /** Not in a branch. */
    NONE
  }

  /** The purpose of a layer. A convolution, its ReLU and its batch norm have the same role. */
  public enum Role {
    /** The input image. */
    IMAGE,
    /** The 3×3 convolution of the stem. */
    STEM,
    /** The 1×1 convolution of a cell's current input. */
    SQUEEZE,
    /** The 1×1 convolution of a cell's previous input. */
    ADJUST,
    /** The halving of a cell's previous input: what is before and after its two paths. */
    ADJUST_REDUCTION,
    /** The path of this halving over the even pixels. */
    ADJUST_EVEN,
    /** The path of this halving over the odd pixels. */
    ADJUST_ODD,
    /** The zeros that a reduction cell's pools read around the current input. */
    POOL_PADDING,
    /** The first convolution of a separable branch. */
    SEPARABLE_1,
    /** The second convolution of a separable branch, and the branch's drop path. */
    SEPARABLE_2,
    /** The first or only convolution of a branch that has plain convolutions. */
    CONVOLUTION_1,
    /** The second convolution of such a branch. */
    CONVOLUTION_2,
    /** The pool of a branch, and the branch's drop path. */
    POOL,
    /** The 1×1 convolution of a branch that has a pool or nothing else. */
    PROJECTION,
    /** The sum of a combination. */
    SUM,
    /** The 1×1 convolution of an unused state, before a cell's output. */
    OUTPUT_PROJECTION,
    /** The concatenation that is a cell's output. */
    OUTPUT,
    /** The auxiliary head's pool and 1×1 convolution. */
    AUXILIARY_PROJECTION,
    /** The auxiliary head's convolution over the whole feature map. */
    AUXILIARY_CONVOLUTION,
    /** The ReLU and the pooling of the last cell's output. */
    FEATURES,
    /** The dense layer of a head, and what directly precedes it. */
    CLASSIFIER
  }

  /**
   * {@return a location outside of a cell's combinations}
   *
   * @param block the stem, cell or head that contains the layer
   * @param role the purpose of the layer there
   */
  public static Location of(Block block, Role role) {
    return new Location(block, 0, Side.NONE, role);
  }

  /** The location of a combination's sum. */
  static Location sum(Block block, int combination) {
    return new Location(block, combination, Side.NONE, Role.SUM);
  }

  /** The location with the same block and branch and another role. */
  Location as(Role role) {
    return new Location(block, combination, side, role);
  }
}
