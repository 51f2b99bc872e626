package dev.nasnet.data;

import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.InvalidInputException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * TFRecords of {@code tf.train.Example}s with {@code image/encoded} (JPEG, PNG, BMP or GIF) and
 * {@code image/class/label}, files sorted by name. An even share of records is held out (every
 * fifth at 0.2), counted through all files. Classes are named by {@code image/class/text} where all
 * records have it, else by their numbers; labels are 0-based, or 1-based where the names show it.
 */
final class TfRecordSource implements Examples {
  private final List<Path> files;
  private final List<Long> labels;
  private final RecordClasses classes;
  private final HoldoutRule heldOut;

  private TfRecordSource(
      List<Path> files, List<Long> labels, RecordClasses classes, HoldoutRule heldOut) {
    this.files = files;
    this.labels = labels;
    this.classes = classes;
    this.heldOut = heldOut;
  }

  /** Opens what a glob matches; its wildcards may stand in the file name only. */
  static TfRecordSource open(String glob, LoadOptions reading) {
    String text = "tfrecord:" + glob;
    int slash = Math.max(glob.lastIndexOf('/'), glob.lastIndexOf(File.separatorChar));
    Path folder = Folders.existing(text, slash < 0 ? "." : glob.substring(0, slash + 1));
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(slash + 1));
    var files =
        Folders.sorted(folder).stream()
            .filter(file -> matcher.matches(Path.of(Folders.name(file))))
            .filter(Files::isRegularFile)
            .toList();
    RecordClasses classes = new RecordClasses();
    var labels =
        files.stream()
            .flatMap(file -> TfRecordFile.labels(file, reading, classes).stream())
            .toList();
    if (labels.stream().allMatch(label -> label == TfRecordFile.BAD)) {
      throw new InvalidInputException("data (" + text + ") must match files with records");
    }
    return new TfRecordSource(files, labels, classes, HoldoutRule.of(reading.share()));
  }

  @Override
  public List<String> classNames() {
    return classes.classNames();
  }

  @Override
  public boolean namesClasses() {
    return classes.isNamed();
  }

  @Override
  public boolean hasExamples(int label) {
    return classes.hasExamples(label);
  }

  @Override
  public int size(Split split) {
    return (int)
        IntStream.range(0, labels.size())
            .filter(place -> labels.get(place) != TfRecordFile.BAD)
            .filter(place -> heldOut.takes(place) == (split == Split.TEST))
            .count();
  }

  @Override
  public String description() {
    return "tfrecord: %d classes, %d + %d images in %d files"
        .formatted(classNames().size(), size(Split.TRAIN), size(Split.TEST), files.size());
  }

  /** Over the files' names and contents, and what is held out. */
  @Override
  public String sha256() {
    Sha256 fingerprint = new Sha256().add(heldOut.toString());
    files.forEach(file -> fingerprint.add(Folders.name(file)).add(file));
    return fingerprint.hex();
  }

  /** A serialized example, and its place among all records. */
  @Override
  public List<Component> components() {
    return List.of(
        new Component(TString.class, Shape.scalar()), new Component(TInt64.class, Shape.scalar()));
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    String[] names = files.stream().map(Path::toString).toArray(String[]::new);
    // Version 2 of the op, the only one in Ops, loses its fourth input when tf.data rewrites the
    // graph ("3 inputs specified of 4"); version 1 does not.
    Operand<? extends TType> all =
        tf.scope()
            .opBuilder("TFRecordDataset", "TFRecordDataset")
            .addInput(tf.constant(StandardCharsets.UTF_8, names).asOutput())
            .addInput(tf.constant("").asOutput())
            .addInput(tf.constant(1L << 18).asOutput())
            .build()
            .output(0);
    var numbered = PipelineGraph.numbered(tf, all, components().subList(0, 1));
    try (ConcreteFunction keep = ConcreteFunction.create(body -> belongs(body, split))) {
      return tf.data.filterDataset(
          numbered,
          List.of(),
          keep,
          PipelineGraph.types(components()),
          PipelineGraph.shapes(components()));
    }
  }

  private Signature belongs(Ops body, Split split) {
    var record = body.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var place = body.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    Operand<TBool> isTest = heldOut.takes(body, place);
    Operand<TBool> keep = split == Split.TEST ? isTest : body.math.logicalNot(isTest);
    long[] bad =
        LongStream.range(0, labels.size())
            .filter(at -> labels.get((int) at) == TfRecordFile.BAD)
            .toArray();
    if (bad.length > 0) {
      var isBad = body.reduceAny(body.math.equal(place, body.constant(bad)), body.constant(0));
      keep = body.math.logicalAnd(keep, body.math.logicalNot(isBad));
    }
    return Signature.builder()
        .key("belongs")
        .input("record", record)
        .input("place", place)
        .output("keep", keep)
        .build();
  }

  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    var parsed =
        tf.io.parseSingleExample(
            element.get(0).asOutput().expect(TString.class),
            List.of(tf.constant(""), tf.constant(0L)),
            0L,
            List.of(),
            List.of(TfRecordFile.IMAGE, TfRecordFile.LABEL),
            List.of(),
            List.of(Shape.scalar(), Shape.scalar()));
    var image = parsed.denseValues().get(0).expect(TString.class);
    var label = parsed.denseValues().get(1).expect(TInt64.class);
    long first = classes.first();
    return new Example(
        new SourceImage.Encoded(tf, image),
        first == 0 ? label : tf.math.sub(label, tf.constant(first)));
  }

  @Override
  public Optional<String> undecodable() {
    try (Decoder decoder = new Decoder()) {
      return files.stream()
          .flatMap(file -> TfRecordFile.undecodable(file, decoder).stream())
          .findFirst();
    }
  }

  @Override
  public ImageTraits traits() {
    return ImageTraits.PHOTOGRAPHS;
  }
}
