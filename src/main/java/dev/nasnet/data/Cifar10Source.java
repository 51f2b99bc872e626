package dev.nasnet.data;

import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.data.augment.Pixels;
import dev.nasnet.data.augment.SourceImage;
import dev.nasnet.data.files.FileNames;
import dev.nasnet.data.files.Folders;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.files.FileKind;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * CIFAR-10's binary version: {@code data_batch_*.bin} to train on and {@code test_batch.bin}, both
 * of records of 3,073 bytes (the label 0..9, then 32 × 32 red, green and blue values).
 */
final class Cifar10Source implements Examples {
  private static final int SIDE = 32;
  private static final int RECORD = 1 + 3 * SIDE * SIDE;
  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private final Path folder;
  private final Map<Path, int[]> train;
  private final Map<Path, int[]> test;
  private final ResizeMode resize;

  private Cifar10Source(
      Path folder, Map<Path, int[]> train, Map<Path, int[]> test, ResizeMode resize) {
    this.resize = resize;
    this.folder = folder;
    this.train = train;
    this.test = test;
  }

  static Cifar10Source open(Path folder, LoadOptions reading) {
    reading.requireOwnSplit("cifar10:" + folder);
    var train = matching(folder, "data_batch_\\d+\\.bin");
    var test = matching(folder, "test_batch\\.bin");
    return new Cifar10Source(
        folder, labels(train, reading), labels(test, reading), reading.resize());
  }

  private static List<Path> matching(Path folder, String pattern) {
    var files =
        Folders.sorted(folder).stream().filter(f -> Folders.name(f).matches(pattern)).toList();
    if (files.isEmpty()) {
      throw new InvalidInputException(
          "data (cifar10:%s) must hold data_batch_*.bin and test_batch.bin; give the unpacked"
                  .formatted(folder)
              + " folder of CIFAR-10's binary version");
    }
    return files;
  }

  private static Map<Path, int[]> labels(List<Path> files, LoadOptions reading) {
    Map<Path, int[]> labels = new LinkedHashMap<>();
    files.forEach(file -> labels.put(file, labels(file, reading.onBad())));
    return labels;
  }

  private static int[] labels(Path file, Consumer<String> onBad) {
    FileKind.fault(file)
        .ifPresent(
            fault -> {
              throw new InvalidInputException(file + " " + fault + "; give a file");
            });
    long bytes = Folders.length(file);
    if (bytes == 0 || bytes % RECORD != 0) {
      onBad.accept(
          "%s (%d bytes) must be a whole number of %d-byte records; it is cut short, fetch it anew"
              .formatted(file, bytes, RECORD));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      int[] labels = new int[Math.toIntExact(bytes / RECORD)];
      ByteBuffer label = ByteBuffer.allocate(1);
      for (int record = 0; record < labels.length; record++) {
        channel.read(label.clear(), (long) record * RECORD);
        labels[record] = label.get(0) & 0xFF;
        requireLabel(file, record, labels[record]);
      }
      return labels;
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void requireLabel(Path file, long record, int label) {
    if (label >= CLASSES.size()) {
      throw new InvalidInputException(
          "%s record %d label (%d) must be 0..9; this is not CIFAR-10's binary version"
              .formatted(file, record, label));
    }
  }

  private Map<Path, int[]> files(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  /** CIFAR-10's own names, unless {@code batches.meta.txt} gives ten others. */
  @Override
  public List<String> classNames() {
    Path meta = folder.resolve("batches.meta.txt");
    if (!Files.isRegularFile(meta)) {
      return CLASSES;
    }
    try {
      var names =
          Files.readAllLines(meta, StandardCharsets.UTF_8).stream()
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toList();
      return names.size() == CLASSES.size() ? names : CLASSES;
    } catch (IOException e) {
      throw new FailureException(meta + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public int[] labels(Split split) {
    return files(split).values().stream().flatMapToInt(IntStream::of).toArray();
  }

  @Override
  public String description() {
    return "cifar10: %d + %d images of 32x32 in %s"
        .formatted(size(Split.TRAIN), size(Split.HELD_OUT), folder);
  }

  /** Over the files' names and contents. */
  @Override
  public String sha256() {
    Sha256 fingerprint = new Sha256();
    for (Split split : Split.values()) {
      files(split).keySet().forEach(file -> fingerprint.add(Folders.name(file)).add(file));
    }
    return fingerprint.hex();
  }

  @Override
  public Optional<ImageSizes> sizes() {
    return ImageSizes.square(size(Split.TRAIN), SIDE);
  }

  @Override
  public List<Component> components() {
    return List.of(new Component(TString.class, Shape.scalar()));
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    var types = PipelineGraph.types(components());
    var shapes = PipelineGraph.shapes(components());
    return files(split).keySet().stream()
        .<Operand<? extends TType>>map(file -> records(tf, file))
        .reduce((some, more) -> tf.data.concatenateDataset(some, more, types, shapes))
        .orElseThrow();
  }

  /** A file's whole records; a last one cut short stands as a footer. */
  private static Operand<? extends TType> records(Ops tf, Path file) {
    return tf.data.fixedLengthRecordDataset(
        FileNames.constant(tf, List.of(file)),
        tf.constant(0L),
        tf.constant((long) RECORD),
        tf.constant(Folders.length(file) % RECORD),
        tf.constant(1L << 18),
        tf.constant(""));
  }

  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    var bytes = tf.io.decodeRaw(element.get(0).asOutput().expect(TString.class), TUint8.class);
    Operand<TInt32> record = tf.dtypes.cast(bytes, TInt32.class);
    var label = tf.slice(record, tf.constant(new int[] {0}), tf.constant(new int[] {1}));
    var values = tf.slice(record, tf.constant(new int[] {1}), tf.constant(new int[] {RECORD - 1}));
    var planes = tf.reshape(values, tf.constant(new int[] {3, SIDE, SIDE}));
    var image = tf.linalg.transpose(planes, tf.constant(new int[] {1, 2, 0}));
    return new Example(
        new SourceImage.Decoded(tf, Pixels.scaled(tf, image, 127.5f)), Pixels.label(tf, label));
  }

  @Override
  public ImageTraits traits() {
    return new ImageTraits(ImageTraits.Border.GREY, true, resize);
  }
}
