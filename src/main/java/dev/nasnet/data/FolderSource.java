package dev.nasnet.data;

import dev.nasnet.data.augment.ImageTraits;
import dev.nasnet.data.augment.SourceImage;
import dev.nasnet.data.files.ClassFolder;
import dev.nasnet.data.files.FileNames;
import dev.nasnet.data.files.HoldoutRule;
import dev.nasnet.data.files.ImageCheck;
import dev.nasnet.data.files.UnusedFiles;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * One sub-folder a class, sorted by name; in each, and in its own sub-folders, JPEG, PNG, BMP and
 * GIF files (other names are counted and passed over), in the order in which Keras's {@code
 * image_dataset_from_directory} lists them. A share of each class is held out, chosen by the hash
 * of the file's path within the folder: it is the same on each machine, and stays the same where an
 * image is edited or its folder copied.
 */
final class FolderSource implements Examples {
  /** A file and its class. */
  private record Entry(Path file, int label) {}

  /** Returns what identifies a file on every machine. */
  private final Function<Path, byte[]> identity;

  private static final String CURE = "repair or remove it";

  private final Path folder;
  private final List<String> classNames;
  private final List<Entry> train = new ArrayList<>();
  private final List<Entry> test = new ArrayList<>();
  private final ResizeMode resize;

  private FolderSource(Path folder, List<String> classNames, List<Entry> all, LoadOptions reading) {
    this.folder = folder;
    resize = reading.resize();
    this.classNames = classNames;
    identity = file -> FileNames.within(folder, file);
    long[] hashes =
        all.stream().mapToLong(entry -> HoldoutRule.hash(identity.apply(entry.file()))).toArray();
    boolean[] held = reading.holdout().heldOut(hashes, labels(all));
    for (int i = 0; i < held.length; i++) {
      (held[i] ? test : train).add(all.get(i));
    }
  }

  /**
   * Creates a source of the images that a table lists.
   *
   * @param table the file of the table
   * @param classNames the names of the classes, in the order of the labels
   * @param images the images of both splits, which were checked
   * @param resize how an image with another aspect ratio is brought to the network's size
   */
  FolderSource(Path table, List<String> classNames, List<ListedImage> images, ResizeMode resize) {
    folder = table;
    this.resize = resize;
    this.classNames = classNames;
    Map<Path, String> names = new HashMap<>();
    for (ListedImage image : images) {
      names.put(image.file(), image.name());
      (image.isHeldOut() ? test : train).add(new Entry(image.file(), image.label()));
    }
    identity = file -> Objects.requireNonNull(names.get(file)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * An image that a table lists.
   *
   * @param name the path as the table has it
   */
  record ListedImage(Path file, String name, int label, boolean isHeldOut) {}

  static FolderSource open(Path folder, LoadOptions reading) {
    UnusedFiles unused = new UnusedFiles();
    List<ClassFolder> classes =
        ClassFolder.classes(folder, unused).stream()
            .map(of -> ClassFolder.walk(of, unused))
            .toList();
    if (classes.size() < 2 && reading.classes().isEmpty()) {
      throw new InvalidInputException(
          "data (folder:%s) must hold a sub-folder for each of two or more classes; it has %d"
              .formatted(folder, classes.size()));
    }
    classes.stream()
        .flatMap(of -> of.named().stream())
        .forEach(
            named -> {
              if (reading.skips()) {
                reading.onBad().accept(named + " is a folder that is named as an image");
              } else {
                unused.add("folder named as an image");
              }
            });
    new ForeignFiles(folder, classes).report(reading);
    unused
        .line()
        .ifPresent(line -> reading.onNote().accept("data (folder:" + folder + ") " + line));
    List<String> names = classNames(folder, classes, reading);
    return new FolderSource(folder, names, good(folder, classes, names, reading), reading);
  }

  private static List<String> classNames(
      Path folder, List<ClassFolder> classes, LoadOptions reading) {
    List<String> found = classes.stream().map(ClassFolder::name).toList();
    if (reading.classes().isEmpty()) {
      return found;
    }
    for (String name : found) {
      if (!reading.classes().contains(name)) {
        throw new InvalidInputException(
            "data (folder:%s) has the class %s, which the training data lacks (%s); rename or remove it"
                .formatted(folder, name, String.join(", ", reading.classes())));
      }
    }
    return reading.classes();
  }

  private static List<Entry> good(
      Path folder, List<ClassFolder> classes, List<String> names, LoadOptions reading) {
    List<Entry> good = new ArrayList<>();
    try (ImageCheck check = reading.check(CURE)) {
      for (ClassFolder of : classes) {
        int label = names.indexOf(of.name());
        List<Path> files = of.images();
        List<Optional<String>> faults = check.files(files);
        int before = good.size();
        for (int i = 0; i < files.size(); i++) {
          Path file = files.get(i);
          faults.get(i).ifPresent(what -> reading.onBad().accept(file + " " + what));
          if (faults.get(i).isEmpty()) {
            good.add(new Entry(file, label));
          }
        }
        if (good.size() == before) {
          throw new InvalidInputException(
              ("class folder %s must hold at least one whole .jpg, .jpeg, .png, .bmp or .gif file;"
                      + " add images or remove it")
                  .formatted(of.folder()));
        }
      }
      reading.noteTurned("folder:" + folder, check);
    }
    return good;
  }

  private static int[] labels(List<Entry> entries) {
    return entries.stream().mapToInt(Entry::label).toArray();
  }

  private List<Entry> entries(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  /** The split's files, in their fixed order. */
  List<Path> files(Split split) {
    return entries(split).stream().map(Entry::file).toList();
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int[] labels(Split split) {
    return labels(entries(split));
  }

  @Override
  public String description() {
    return "folder: %d classes, %d + %d images in %s"
        .formatted(classNames.size(), train.size(), test.size(), folder);
  }

  /** Over the class names, and the files' paths within the folder and contents. */
  @Override
  public String sha256() {
    Sha256 fingerprint = new Sha256();
    for (Split split : Split.values()) {
      for (Entry entry : entries(split)) {
        fingerprint.add(classNames.get(entry.label()));
        fingerprint.add(identity.apply(entry.file())).add("").add(entry.file());
      }
    }
    return fingerprint.hex();
  }

  @Override
  public Optional<List<String>> names(Split split) {
    return Optional.of(
        files(split).stream()
            .map(file -> new String(identity.apply(file), StandardCharsets.UTF_8))
            .toList());
  }

  @Override
  public Optional<ImageSizes> sizes() {
    return ImageSizes.of(files(Split.TRAIN));
  }

  @Override
  public List<Component> components() {
    return List.of(
        new Component(TString.class, Shape.scalar()), new Component(TInt64.class, Shape.scalar()));
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    var names = FileNames.constant(tf, files(split));
    long[] labels = entries(split).stream().mapToLong(Entry::label).toArray();
    return tf.data.tensorSliceDataset(
        List.of(names, tf.constant(labels)), List.of(Shape.scalar(), Shape.scalar()));
  }

  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    var content = tf.io.readFile(element.get(0).asOutput().expect(TString.class));
    return new Example(
        new SourceImage.Encoded(tf, content), element.get(1).asOutput().expect(TInt64.class));
  }

  @Override
  public Optional<String> undecodable() {
    List<Path> files = Stream.of(Split.values()).flatMap(split -> files(split).stream()).toList();
    try (ImageCheck check = LoadOptions.STRICT.check(CURE)) {
      List<Optional<String>> faults = check.files(files);
      return IntStream.range(0, files.size())
          .filter(i -> faults.get(i).isPresent())
          .mapToObj(i -> files.get(i) + " " + faults.get(i).orElseThrow())
          .findFirst();
    }
  }

  @Override
  public ImageTraits traits() {
    return ImageTraits.PHOTOGRAPHS.with(resize);
  }
}
