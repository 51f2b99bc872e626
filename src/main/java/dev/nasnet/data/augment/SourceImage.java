package dev.nasnet.data.augment;

import dev.nasnet.image.decode.ImageOps;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.If;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeAndCropJpeg;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/** An example's image as its source has it, before any of it is taken. */
public sealed interface SourceImage {
  /**
   * A box within an image.
   *
   * @param begin the first row, column and channel, int32 {@code [3]}
   * @param size the number of rows, columns and channels, int32 {@code [3]}, as {@code tf.slice}
   *     takes it
   */
  record Box(Operand<TInt32> begin, Operand<TInt32> size) {}

  /** Where in an image a box lies. */
  @FunctionalInterface
  interface Placed {
    /**
     * {@return the box, each side of it and its begin int32 [3], channels last}
     *
     * @param tf the ops of the graph
     * @param size of the image, int32 [3]; of its channels only that they are last is sure
     * @param seed int64 [2]
     */
    Box in(Ops tf, Operand<TInt32> size, Operand<TInt64> seed);
  }

  /** {@return all of it, [h, w, 3], not yet scaled} */
  Operand<? extends TNumber> whole();

  /**
   * {@return what lies in a box, [h, w, 3], not yet scaled}
   *
   * @param box where the box lies in an image of a size
   * @param seed that the box is drawn from, int64 [2]
   */
  Operand<? extends TNumber> part(Placed box, Operand<TInt64> seed);

  /**
   * {@return its values, resized and so float32, in its range: resizing bytes first means fewer to
   * scale}
   *
   * @param resized the values after resizing, float32
   */
  Operand<TFloat32> scaled(Operand<TFloat32> resized);

  /** {@return the value of black before scaling} */
  float black();

  /** {@return the range that its values are scaled to} */
  Range range();

  /** {@return the same, with values in 0..1, where colours are changed} */
  SourceImage unit();

  /** A range of values. */
  enum Range {
    /** −1..1. */
    SIGNED,
    /** 0..1. */
    UNIT;

    /** A value of −1..1 in this range. */
    float of(float signed) {
      return this == SIGNED ? signed : signed / 2 + 0.5f;
    }
  }

  /**
   * A decoded image, float32 [h, w, 3] in its range.
   *
   * @param tf the ops of the graph
   * @param whole the image, float32 {@code [h, w, 3]}
   * @param range the range of the returned values
   */
  record Decoded(Ops tf, Operand<TFloat32> whole, Range range) implements SourceImage {
    /**
     * In −1..1.
     *
     * @param tf the ops of the graph
     * @param whole the image, float32 {@code [h, w, 3]}
     */
    public Decoded(Ops tf, Operand<TFloat32> whole) {
      this(tf, whole, Range.SIGNED);
    }

    @Override
    public SourceImage unit() {
      Operand<TFloat32> half = tf.constant(0.5f);
      return new Decoded(tf, tf.math.add(tf.math.mul(whole, half), half), Range.UNIT);
    }

    @Override
    public Operand<TFloat32> part(Placed box, Operand<TInt64> seed) {
      Box placed = box.in(tf, tf.shape(whole), seed);
      return tf.slice(whole, placed.begin(), placed.size());
    }

    @Override
    public Operand<TFloat32> scaled(Operand<TFloat32> resized) {
      return resized;
    }

    @Override
    public float black() {
      return range.of(-1);
    }
  }

  /**
   * A JPEG, PNG, BMP or GIF file's content (its first frame), string scalar. Of a JPEG only the
   * part that is asked for is decoded: the same values, sooner.
   *
   * @param tf the ops of the graph
   * @param content the bytes of the file, string scalar
   * @param range the range of the returned values
   */
  record Encoded(Ops tf, Operand<TString> content, Range range) implements SourceImage {
    /** The first bytes of a JPEG. */
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    /**
     * Pixels around a box: colours, stored at half the size, are interpolated across its border.
     */
    private static final int SPARE = 2;

    /**
     * In −1..1.
     *
     * @param tf the ops of the graph
     * @param content the bytes of the file, string scalar
     */
    public Encoded(Ops tf, Operand<TString> content) {
      this(tf, content, Range.SIGNED);
    }

    @Override
    public SourceImage unit() {
      return new Encoded(tf, content, Range.UNIT);
    }

    @Override
    public Operand<TUint8> whole() {
      return ImageOps.pixels(tf, content);
    }

    @Override
    public Operand<TUint8> part(Placed box, Operand<TInt64> seed) {
      try (ConcreteFunction jpeg = branch(box, Encoded::jpegPart);
          ConcreteFunction other = branch(box, Encoded::slicedPart)) {
        var part =
            tf.statelessIf(
                isJpeg(),
                List.of(content, seed),
                List.of(TUint8.class),
                jpeg,
                other,
                If.outputShapes(Shape.of(-1, -1, 3)));
        return part.iterator().next().asOutput().expect(TUint8.class);
      }
    }

    @Override
    public Operand<TFloat32> scaled(Operand<TFloat32> resized) {
      return range == Range.UNIT
          ? tf.math.mul(resized, tf.constant(1 / 255f))
          : ImageOps.scaled(tf, resized);
    }

    @Override
    public float black() {
      return 0;
    }

    private Operand<TBool> isJpeg() {
      var head = tf.strings.substr(content, tf.constant(0), tf.constant(JPEG.length));
      try (TString mark = TString.tensorOfBytes(NdArrays.scalarOfObject(JPEG))) {
        return tf.math.equal(head, tf.constantOf(mark));
      }
    }

    /** What a branch does with (content, seed). */
    private interface Branch {
      Operand<TUint8> of(Ops tf, Operand<TString> content, Operand<TInt64> seed, Placed box);
    }

    private static ConcreteFunction branch(Placed box, Branch branch) {
      return ConcreteFunction.create(
          body -> {
            var content = body.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
            var seed = body.placeholder(TInt64.class, Placeholder.shape(Shape.of(2)));
            return Signature.builder()
                .key("part")
                .input("content", content)
                .input("seed", seed)
                .output("part", branch.of(body, content, seed, box))
                .build();
          });
    }

    private static Operand<TUint8> jpegPart(
        Ops tf, Operand<TString> content, Operand<TInt64> seed, Placed box) {
      Operand<TInt32> size = tf.image.extractJpegShape(content, TInt32.class);
      Box placed = box.in(tf, size, seed);
      Operand<TInt32> spare = tf.constant(new int[] {SPARE, SPARE, 0});
      var begin = tf.math.maximum(tf.math.sub(placed.begin(), spare), tf.constant(0));
      var end = tf.math.add(tf.math.add(placed.begin(), placed.size()), spare);
      var extent = tf.math.sub(tf.math.minimum(end, size), begin);
      var window = tf.concat(List.of(sides(tf, begin), sides(tf, extent)), tf.constant(0));
      Operand<TUint8> part =
          tf.image.decodeAndCropJpeg(content, window, DecodeAndCropJpeg.channels(3L));
      return tf.slice(part, tf.math.sub(placed.begin(), begin), placed.size());
    }

    /** Height and width. */
    private static Operand<TInt32> sides(Ops tf, Operand<TInt32> all) {
      return tf.slice(all, tf.constant(new int[] {0}), tf.constant(new int[] {2}));
    }

    private static Operand<TUint8> slicedPart(
        Ops tf, Operand<TString> content, Operand<TInt64> seed, Placed box) {
      Operand<TUint8> image = ImageOps.pixels(tf, content);
      Box placed = box.in(tf, tf.shape(image), seed);
      return tf.slice(image, placed.begin(), placed.size());
    }
  }
}
