package dev.nasnet.data;

import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.data.augment.SourceImage;
import dev.nasnet.data.files.FileNames;
import dev.nasnet.data.files.Folders;
import dev.nasnet.data.files.HoldoutRule;
import dev.nasnet.data.files.ImageCheck;
import dev.nasnet.data.files.UnusedFiles;
import dev.nasnet.data.tfrecord.RecordClasses;
import dev.nasnet.data.tfrecord.TfRecordCompression;
import dev.nasnet.data.tfrecord.TfRecordFile;
import dev.nasnet.image.ImageHeader;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.files.FileKind;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.InvalidInputException;
import java.io.File;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
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
 * {@code image/class/label}, files sorted by name, each plain or compressed by GZIP or ZLIB. A
 * share of each class is held out, chosen by the hash of the record's bytes, so that neither the
 * records' order nor the files that they are in decide. Classes are named by {@code
 * image/class/text} where all records have it, else by their numbers; labels are 0-based, or
 * 1-based where the names show it.
 */
final class TfRecordSource implements Examples {
  private static final String CURE = "leave it out";

  private final List<TfRecordFile> files;
  private final RecordClasses classes;
  private final int[] labels;
  private final boolean[] held;
  private final HoldoutRule rule;
  private final ResizeMode resize;

  private TfRecordSource(List<TfRecordFile> files, RecordClasses classes, LoadOptions reading) {
    this.files = files;
    this.classes = classes;
    rule = reading.holdout();
    resize = reading.resize();
    var records = files.stream().flatMap(file -> file.records().stream()).toList();
    labels = records.stream().mapToInt(record -> classLabel(record.label())).toArray();
    held = rule.heldOut(records.stream().mapToLong(TfRecordFile.Scanned::hash).toArray(), labels);
  }

  private int classLabel(int label) {
    return label == HoldoutRule.NEITHER ? label : label - classes.first();
  }

  /** Opens what a glob matches; its wildcards may stand in the file name only. */
  static TfRecordSource open(String glob, LoadOptions reading) {
    String text = "tfrecord:" + glob;
    List<TfRecordFile> files = new ArrayList<>();
    RecordClasses classes = new RecordClasses();
    try (ImageCheck check = reading.check(CURE)) {
      for (Path file : matching(glob, text, reading)) {
        files.add(TfRecordFile.read(file, check, reading.onBad(), classes));
      }
      reading.noteTurned(text, check);
    }
    TfRecordSource source = new TfRecordSource(files, classes, reading);
    if (source.size(Split.TRAIN) + source.size(Split.HELD_OUT) == 0) {
      throw new InvalidInputException("data (" + text + ") must match files with records");
    }
    return source;
  }

  private static List<Path> matching(String glob, String text, LoadOptions reading) {
    int slash = Math.max(glob.lastIndexOf('/'), glob.lastIndexOf(File.separatorChar));
    Path folder = Folders.existing(text, slash < 0 ? "." : glob.substring(0, slash + 1));
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(slash + 1));
    UnusedFiles unused = new UnusedFiles();
    List<Path> files = new ArrayList<>();
    for (Path entry : Folders.sorted(folder)) {
      if (entry.getFileName() != null && matcher.matches(entry.getFileName())) {
        if (Files.isDirectory(entry)) {
          unused.add("folder");
        } else {
          FileKind.fault(entry)
              .ifPresent(
                  fault -> {
                    throw new InvalidInputException(entry + " " + fault + "; remove it");
                  });
          files.add(entry);
        }
      }
    }
    unused.line().ifPresent(line -> reading.onNote().accept("data (" + text + ") " + line));
    return files;
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

  private boolean belongs(int place, Split split) {
    return labels[place] != HoldoutRule.NEITHER && held[place] == (split == Split.HELD_OUT);
  }

  @Override
  public int[] labels(Split split) {
    return IntStream.range(0, labels.length)
        .filter(place -> belongs(place, split))
        .map(place -> labels[place])
        .toArray();
  }

  @Override
  public String description() {
    return "tfrecord: %d classes, %d + %d images in %d files"
        .formatted(classNames().size(), size(Split.TRAIN), size(Split.HELD_OUT), files.size());
  }

  /** The SHA-256 of the share that is held out, and of the files' names and contents. */
  @Override
  public String sha256() {
    Sha256 fingerprint = new Sha256().add("held out " + rule.share());
    files.forEach(of -> fingerprint.add(Folders.name(of.file())).add(of.file()));
    return fingerprint.hex();
  }

  /** A serialized example, and whether it belongs to the split. */
  @Override
  public Optional<ImageSizes> sizes() {
    List<ImageHeader> headers = new ArrayList<>();
    for (TfRecordFile file : files) {
      headers.addAll(file.headers(ImageSizes.MOST / files.size() + 1));
    }
    return ImageSizes.of(headers, headers.size() < labels.length);
  }

  @Override
  public List<Component> components() {
    return List.of(
        new Component(TString.class, Shape.scalar()), new Component(TBool.class, Shape.scalar()));
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    var types = PipelineGraph.types(components());
    var shapes = PipelineGraph.shapes(components());
    boolean[] kept = new boolean[labels.length];
    for (int place = 0; place < kept.length; place++) {
      kept[place] = belongs(place, split);
    }
    try (ConcreteFunction keep = ConcreteFunction.create(TfRecordSource::kept)) {
      var marks = tf.data.tensorSliceDataset(List.of(tf.constant(kept)), shapes.subList(1, 2));
      var marked = tf.data.zipDataset(List.of(records(tf), marks), types, shapes);
      return tf.data.filterDataset(marked, List.of(), keep, types, shapes);
    }
  }

  private static Signature kept(Ops body) {
    var record = body.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var kept = body.placeholder(TBool.class, Placeholder.shape(Shape.scalar()));
    return Signature.builder()
        .key("belongs")
        .input("record", record)
        .input("kept", kept)
        .output("keep", body.identity(kept))
        .build();
  }

  /** All files' records, one after another; neighbours of one compression are read by one op. */
  private Operand<? extends TType> records(Ops tf) {
    Operand<? extends TType> all = null;
    for (int from = 0; from < files.size(); ) {
      TfRecordCompression compression = files.get(from).compression();
      int to = from;
      while (to < files.size() && files.get(to).compression() == compression) {
        to++;
      }
      var some = records(tf, files.subList(from, to), compression);
      all = all == null ? some : joined(tf, all, some);
      from = to;
    }
    return Objects.requireNonNull(all);
  }

  private Operand<? extends TType> joined(
      Ops tf, Operand<? extends TType> some, Operand<? extends TType> more) {
    var record = components().subList(0, 1);
    return tf.data.concatenateDataset(
        some, more, PipelineGraph.types(record), PipelineGraph.shapes(record));
  }

  private static Operand<? extends TType> records(
      Ops tf, List<TfRecordFile> files, TfRecordCompression compression) {
    // Version 2 of the op, the only one in Ops, loses its fourth input when tf.data rewrites the
    // graph ("3 inputs specified of 4"); version 1 does not.
    return tf.scope()
        .opBuilder("TFRecordDataset", "TFRecordDataset")
        .addInput(
            FileNames.constant(tf, files.stream().map(TfRecordFile::file).toList()).asOutput())
        .addInput(tf.constant(compression.op()).asOutput())
        .addInput(tf.constant(1L << 18).asOutput())
        .build()
        .output(0);
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
    List<String> bad = new ArrayList<>();
    try (ImageCheck check = LoadOptions.STRICT.check(CURE)) {
      for (TfRecordFile file : files) {
        if (bad.isEmpty()) {
          TfRecordFile.read(file.file(), check, bad::add, new RecordClasses());
        }
      }
    }
    return bad.stream().findFirst();
  }

  @Override
  public ImageTraits traits() {
    return ImageTraits.PHOTOGRAPHS.with(resize);
  }
}
