package dev.nasnet.data;

import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.data.augment.Pixels;
import dev.nasnet.data.augment.SourceImage;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * The 1,797 handwritten 8 × 8 digits that ship: UCI's "Optical Recognition of Handwritten Digits"
 * (E. Alpaydin, C. Kaynak; CC BY 4.0), as scikit-learn carries them. Every fifth image of each
 * class is held out; the file's order has no other meaning here. The same writers stand in both
 * parts.
 */
final class DigitsSource implements Examples {
  static final int SIDE = 8;

  /** The darkest pixel's value. */
  static final int INK = 16;

  private static final int RECORD = 1 + SIDE * SIDE;
  private static final int HELD_OUT_EVERY = 5;
  private static final float HALF_RANGE = 8;

  private final byte[] train;
  private final byte[] test;
  private final String sha256;
  private final ResizeMode resize;

  private DigitsSource(byte[] train, byte[] test, String sha256, ResizeMode resize) {
    this.resize = resize;
    this.train = train;
    this.test = test;
    this.sha256 = sha256;
  }

  static DigitsSource load(LoadOptions reading) {
    reading.requireOwnSplit("digits");
    byte[] file = resource();
    int[] seen = new int[10];
    List<Integer> train = new ArrayList<>();
    List<Integer> test = new ArrayList<>();
    for (int record = 0; record < file.length / RECORD; record++) {
      int place = seen[file[record * RECORD]]++;
      (place % HELD_OUT_EVERY == HELD_OUT_EVERY - 1 ? test : train).add(record);
    }
    String sha256 = new Sha256().add(file).hex();
    return new DigitsSource(gather(file, train), gather(file, test), sha256, reading.resize());
  }

  private static byte[] resource() {
    try (InputStream in = DigitsSource.class.getResourceAsStream("digits.bin")) {
      if (in == null) {
        throw new FailureException(
            "digits.bin is not in this build; run scripts/make-digits", null);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new FailureException("digits.bin cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] gather(byte[] file, List<Integer> records) {
    byte[] gathered = new byte[records.size() * RECORD];
    for (int i = 0; i < records.size(); i++) {
      System.arraycopy(file, records.get(i) * RECORD, gathered, i * RECORD, RECORD);
    }
    return gathered;
  }

  private byte[] records(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  /** The pixels of one image, 0 (paper)..16 (ink), row by row. */
  int[] pixels(Split split, int index) {
    byte[] records = records(split);
    return IntStream.range(0, SIDE * SIDE).map(i -> records[index * RECORD + 1 + i]).toArray();
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, 10).mapToObj(Integer::toString).toList();
  }

  @Override
  public int[] labels(Split split) {
    byte[] records = records(split);
    return IntStream.range(0, records.length / RECORD).map(i -> records[i * RECORD]).toArray();
  }

  @Override
  public String description() {
    return "digits: UCI Optical Recognition of Handwritten Digits (CC BY 4.0), 1,797 images of 8x8";
  }

  @Override
  public String sha256() {
    return sha256;
  }

  @Override
  public Optional<ImageSizes> sizes() {
    return ImageSizes.square(size(Split.TRAIN), SIDE);
  }

  @Override
  public List<Component> components() {
    return List.of(new Component(TUint8.class, Shape.of(RECORD)));
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    var records =
        tf.constant(TUint8.class, Shape.of(size(split), RECORD), DataBuffers.of(records(split)));
    return tf.data.tensorSliceDataset(List.of(records), List.of(Shape.of(RECORD)));
  }

  /** One record: the label, then 64 pixels 0 (paper)..16 (ink). */
  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    Operand<TInt32> record =
        tf.dtypes.cast(element.get(0).asOutput().expect(TUint8.class), TInt32.class);
    var label = tf.slice(record, tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    var pixels = tf.slice(record, tf.constant(new int[] {1}), tf.constant(new int[] {SIDE * SIDE}));
    var grey = tf.reshape(pixels, tf.constant(new int[] {SIDE, SIDE, 1}));
    var image = Pixels.scaled(tf, grey, HALF_RANGE);
    return new Example(
        new SourceImage.Decoded(tf, tf.tile(image, tf.constant(new int[] {1, 1, 3}))),
        Pixels.label(tf, label));
  }

  /** Never mirrored: a mirrored digit is another sign. */
  @Override
  public ImageTraits traits() {
    return new ImageTraits(ImageTraits.Border.BLACK, false, resize);
  }
}
