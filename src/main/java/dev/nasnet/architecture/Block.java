package dev.nasnet.architecture;

import com.google.errorprone.annotations.Immutable;
import java.util.Comparator;

/**
 * A part of the network: the stem, a cell or a head. Blocks are ordered from the image to the
 * classifier; the auxiliary head comes after the last cell.
 *
 * @param kind which kind of part
 * @param number for a cell, the number in its Keras layer names: stem cells count from 1; normal
 *     cells count from 0 and skip N; the reduction cells have N and 2N. 0 for all other parts
 */
@Immutable
public record Block(Kind kind, int number) implements Comparable<Block> {
  /** The image. */
  public static final Block IMAGE = new Block(Kind.IMAGE, 0);

  /** The convolution before the first cell. */
  public static final Block STEM = new Block(Kind.STEM, 0);

  /** The auxiliary classifier of a training network. */
  public static final Block AUXILIARY = new Block(Kind.AUXILIARY, 0);

  /** Everything after the last cell. */
  public static final Block HEAD = new Block(Kind.HEAD, 0);

  /** The kinds of blocks, from the image to the classifier. */
  public enum Kind {
    /** The image, {@link Block#IMAGE}. */
    IMAGE,
    /** The first convolution, {@link Block#STEM}. */
    STEM,
    /** One of the two reduction cells of the ImageNet stem. */
    STEM_CELL,
    /** A normal cell. */
    NORMAL_CELL,
    /** A reduction cell between two stages. */
    REDUCTION_CELL,
    /** The auxiliary classifier, {@link Block#AUXILIARY}. */
    AUXILIARY,
    /** What follows the last cell, {@link Block#HEAD}. */
    HEAD
  }

  /** {@return whether this is a cell, of the stem or of a stage} */
  public boolean isCell() {
    return kind == Kind.STEM_CELL || kind == Kind.NORMAL_CELL || kind == Kind.REDUCTION_CELL;
  }

  /** {@return whether this is a cell that halves height and width} */
  public boolean reduces() {
    return kind == Kind.STEM_CELL || kind == Kind.REDUCTION_CELL;
  }

  /**
   * {@return the block's name in options, TensorBoard and diagrams: {@code image}, {@code stem},
   * {@code stem_1}, {@code cell_0}, {@code reduce_4}, {@code auxiliary} or {@code head}}
   */
  public String name() {
    return switch (kind) {
      case IMAGE -> "image";
      case STEM -> "stem";
      case STEM_CELL -> "stem_" + number;
      case NORMAL_CELL -> "cell_" + number;
      case REDUCTION_CELL -> "reduce_" + number;
      case AUXILIARY -> "auxiliary";
      case HEAD -> "head";
    };
  }

  /** Normal and reduction cells are ordered by their common count, stage by stage. */
  @Override
  public int compareTo(Block other) {
    return Comparator.comparing(Block::order)
        .thenComparingInt(Block::number)
        .thenComparing(Block::kind)
        .compare(this, other);
  }

  private Kind order() {
    return kind == Kind.REDUCTION_CELL ? Kind.NORMAL_CELL : kind;
  }

  @Override
  public String toString() {
    return name();
  }
}
