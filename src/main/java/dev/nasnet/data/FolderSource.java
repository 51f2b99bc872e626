package dev.nasnet.data;

import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * One sub-folder a class, sorted by name; in each, JPEG, PNG, BMP and GIF files (other names are
 * passed over). A share of each class is held out, chosen by the hash of the file's name, so that
 * the split is the same on each machine and hardly moves when files are added.
 */
final class FolderSource implements Examples {
  /** A file and its class. */
  private record Entry(Path file, int label) {}

  private final Path folder;
  private final List<String> classNames;
  private final List<Entry> train;
  private final List<Entry> test;

  private FolderSource(Path folder, List<String> classNames, List<Entry> train, List<Entry> test) {
    this.folder = folder;
    this.classNames = classNames;
    this.train = train;
    this.test = test;
  }

  static FolderSource open(Path folder, LoadOptions reading) {
    var classes = Folders.sorted(folder).stream().filter(Files::isDirectory).toList();
    if (classes.size() < 2) {
      throw new InvalidInputException(
          "data (folder:%s) must hold a sub-folder for each of two or more classes; it has %d"
              .formatted(folder, classes.size()));
    }
    List<Entry> train = new ArrayList<>();
    List<Entry> test = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      var files = imagesByHash(classes.get(label), reading);
      long held = heldOut(files.size(), reading.share());
      for (int i = 0; i < files.size(); i++) {
        (i < held ? test : train).add(new Entry(files.get(i), label));
      }
    }
    return new FolderSource(folder, classes.stream().map(Folders::name).toList(), train, test);
  }

  /** At least one, and one at least is left; of a single one, none. */
  private static long heldOut(int files, double share) {
    return files < 2 ? 0 : Math.min(files - 1, Math.max(1, Math.round(files * share)));
  }

  private static List<Path> imagesByHash(Path folder, LoadOptions reading) {
    var files =
        Folders.sorted(folder).stream()
            .filter(ImageFile::isNamedAsImage)
            .filter(file -> isWhole(file, reading))
            .sorted(Comparator.comparing(f -> new Sha256().add(Folders.name(f)).hex()))
            .toList();
    if (files.isEmpty()) {
      throw new InvalidInputException(
          ("class folder %s must hold at least one whole .jpg, .jpeg, .png, .bmp or .gif file;"
                  + " add images or remove it")
              .formatted(folder));
    }
    return files;
  }

  private static boolean isWhole(Path file, LoadOptions reading) {
    var fault = ImageFile.fault(file, reading.limit());
    fault.ifPresent(what -> reading.onBad().accept(file + " " + what + "; repair or remove it"));
    return fault.isEmpty();
  }

  private List<Entry> entries(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int size(Split split) {
    return entries(split).size();
  }

  @Override
  public String description() {
    return "folder: %d classes, %d + %d images in %s"
        .formatted(classNames.size(), train.size(), test.size(), folder);
  }

  /** Over the class names, and the files' names and contents. */
  @Override
  public String sha256() {
    Sha256 fingerprint = new Sha256();
    for (Split split : Split.values()) {
      for (Entry entry : entries(split)) {
        fingerprint.add(classNames.get(entry.label())).add(Folders.name(entry.file()));
        fingerprint.add(entry.file());
      }
    }
    return fingerprint.hex();
  }

  @Override
  public List<Component> components() {
    return List.of(
        new Component(TString.class, Shape.scalar()), new Component(TInt64.class, Shape.scalar()));
  }

  @Override
  public Operand<? extends TType> dataset(Ops tf, Split split) {
    var entries = entries(split);
    String[] names = entries.stream().map(e -> e.file().toString()).toArray(String[]::new);
    long[] labels = entries.stream().mapToLong(Entry::label).toArray();
    return tf.data.tensorSliceDataset(
        List.of(tf.constant(StandardCharsets.UTF_8, names), tf.constant(labels)),
        List.of(Shape.scalar(), Shape.scalar()));
  }

  @Override
  public Example decode(Ops tf, List<Operand<?>> element) {
    var content = tf.io.readFile(element.get(0).asOutput().expect(TString.class));
    return new Example(
        new SourceImage.Encoded(tf, content), element.get(1).asOutput().expect(TInt64.class));
  }

  @Override
  public Optional<String> undecodable() {
    try (Decoder decoder = new Decoder()) {
      return Stream.concat(train.stream(), test.stream())
          .map(Entry::file)
          .filter(file -> !decoder.decodes(Folders.content(file)))
          .map(file -> file + " cannot be decoded; repair or remove it")
          .findFirst();
    }
  }

  @Override
  public ImageTraits traits() {
    return ImageTraits.PHOTOGRAPHS;
  }
}
