package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.files.FileNames;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files as people have them: Keras and TensorFlow in Python judge what is made of them. */
@Timeout(300)
@Tag("interop")
class DataFilesTest {
  private static final String SCRIPT = "data_folder.py";
  private static final LoadOptions ALL = new LoadOptions(OptionalDouble.of(1), LoadOptions.REFUSE);

  @TempDir static Path folder;

  private static final List<String> NOTES = new ArrayList<>();

  @BeforeAll
  static void writesThem() {
    Python.run(SCRIPT, "make", folder);
  }

  private static LoadOptions skipping(List<String> skipped) {
    return new LoadOptions(OptionalDouble.of(1), skipped::add, NOTES::add, PixelLimit.USUAL, true);
  }

  private static List<String> lines(String text) {
    return text.lines().filter(line -> line.contains("\t")).toList();
  }

  @Test
  void theSameFilesInTheSameClassesAndOrderAsKeras() {
    Path classes = folder.resolve("classes");
    List<String> skipped = new ArrayList<>();
    FolderSource source = FolderSource.open(classes, skipping(skipped));
    int[] labels = source.labels(Split.HELD_OUT);
    List<Path> files = source.files(Split.HELD_OUT);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      String path = classes.relativize(files.get(i)).toString().replace("\n", "\\n");
      found.add(source.classNames().get(labels[i]) + "\t" + path);
    }
    assertThat(found).isEqualTo(lines(Python.run(SCRIPT, "keras", classes)));
  }

  @Test
  void whatIsNotUsedIsCountedByKindInOneLine() {
    NOTES.clear();
    List<String> skipped = new ArrayList<>();
    Path classes = folder.resolve("classes");
    FolderSource.open(classes, skipping(skipped));
    assertThat(NOTES)
        .containsExactly(
            "data (folder:%s) has 4 entries that are not used: .png (1), .txt (1),"
                    .formatted(classes)
                + " link to a folder (1), no suffix (1)");
    assertThat(skipped)
        .hasSize(3)
        .anyMatch(line -> line.endsWith("is a folder that is named as an image"))
        .anyMatch(line -> line.contains(".webp is a WebP file, which is not decoded; convert it"));
  }

  /** Keras passes over such files in silence; here they would be missing without a word. */
  @Test
  void filesOfFormatsThatAreNotDecodedAreRefusedByNameAndNumber() {
    assertThatThrownBy(() -> FolderSource.open(folder.resolve("classes"), ALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("has 2 image files not decoded (")
        .hasMessageContaining(".webp")
        .hasMessageContaining("mogrify -format png *.webp; or set `skipBad`");
  }

  /** Nothing of it is opened: a pipe waits for a writer, and the device does not end. */
  @Test
  void whatIsNoFileIsBad() throws Exception {
    Path special = Files.createDirectories(folder.resolve("special"));
    for (String name : List.of("a", "b")) {
      Path of = Files.createDirectories(special.resolve(name));
      Files.copy(folder.resolve("single/base.png"), of.resolve("0.png"));
      Files.copy(folder.resolve("single/base.jpg"), of.resolve("1.jpg"));
    }
    Path pipe = special.resolve("a/pipe.jpg");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path zero = Files.createSymbolicLink(special.resolve("a/zero.png"), Path.of("/dev/zero"));
    Path dead = Files.createSymbolicLink(special.resolve("b/dead.gif"), Path.of("nowhere"));
    Path named = Files.createDirectories(special.resolve("b/folder.jpg"));
    List<String> skipped = new ArrayList<>();
    FolderSource source = FolderSource.open(special, skipping(skipped));
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(4);
    assertThat(skipped)
        .containsExactlyInAnyOrder(
            pipe + " is a pipe, a socket or a device, not a file; repair or remove it",
            zero + " is a pipe, a socket or a device, not a file; repair or remove it",
            dead + " is a link to a file that does not exist; repair or remove it",
            named + " is a folder that is named as an image");
    assertThatThrownBy(() -> FolderSource.open(special, ALL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(pipe + " is a pipe");
    CommandRun run =
        CommandRun.of(
            "predict",
            "--model",
            "savedmodels/digits",
            pipe.toString(),
            zero.toString(),
            dead.toString(),
            special.resolve("a/0.png").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .hasSize(3)
        .allMatch(line -> line.matches("nasnet: image \\(.*\\) is a .*; give a JPEG.*"));
    assertThat(run.out()).startsWith(special.resolve("a/0.png").toString());
  }

  /** 0xFF is no UTF-8, and Java makes a question mark of it. */
  @Test
  void anyNameOfAFileIsRead() throws Exception {
    Path names = Files.createDirectories(folder.resolve("names"));
    Path image = folder.resolve("single/base.png");
    Files.createDirectories(names.resolve("b"));
    Files.copy(image, names.resolve("b/0.png"));
    String script =
        "mkdir \"$1/a\"; cp \"$2\" \"$1/a/$(printf '\\377').png\"; cp \"$2\" \"$1/a/x\ny.png\"";
    assertThat(
            new ProcessBuilder("sh", "-c", script, "sh", names.toString(), image.toString())
                .start()
                .waitFor())
        .isZero();
    FolderSource source = FolderSource.open(names, ALL);
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(3);
    var options =
        new PipelineOptions(Split.HELD_OUT, 4, 8, 8, false, 0, Augmentation.NONE, false, false);
    assertThat(Batches.epochs(source, options, 0).get(0).labels()).containsExactly(0L, 0L, 1L);
  }

  @Test
  void recordsAreReadPlainOrCompressed() throws IOException {
    Path records = Files.createDirectories(folder.resolve("records"));
    assertThat(Python.run(SCRIPT, "records", records).lines().toList()).contains("30");
    List<Batches.Epoch> epochs = new ArrayList<>();
    for (String name : List.of("a_plain", "b_gzip", "c_zlib", "d_members")) {
      epochs.add(epoch(records + "/" + name + ".tfrecord", Split.HELD_OUT, 0.2));
    }
    for (Batches.Epoch epoch : epochs) {
      assertThat(epoch.labels()).hasSize(6).isEqualTo(epochs.get(0).labels());
      assertThat(Arrays.deepEquals(epoch.images().toArray(), epochs.get(0).images().toArray()))
          .isTrue();
    }
    assertThat(epoch(records + "/*.tfrecord", Split.HELD_OUT, 0.2).labels()).hasSize(4 * 6);
    assertThat(epoch(records + "/*.tfrecord", Split.TRAIN, 0.2).labels()).hasSize(4 * 24);
  }

  private static Batches.Epoch epoch(String glob, Split split, double share) {
    DataSource source =
        DataSource.parse(
            "tfrecord:" + glob, new LoadOptions(OptionalDouble.of(share), LoadOptions.REFUSE));
    var options = new PipelineOptions(split, 7, 5, 6, false, 0, Augmentation.NONE, false, false);
    Batches.Epoch epoch = Batches.epochs(source, options, 0).get(0);
    assertThat(epoch.labels()).hasSize(source.size(split));
    return epoch;
  }

  @Test
  void damagedCompressedRecordsAreNamed() throws IOException {
    Path records = Files.createDirectories(folder.resolve("damaged"));
    Python.run(SCRIPT, "records", records);
    for (String name : List.of("b_gzip", "c_zlib")) {
      Path file = records.resolve(name + ".tfrecord");
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      assertThatThrownBy(() -> DataSource.parse("tfrecord:" + file))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining(file + " record")
          .hasMessageContaining("is cut short");
    }
  }

  @Test
  void aNameIsToldAlikeOnEachMachine() throws IOException {
    Path composed = Files.createDirectories(folder.resolve("nfc/\u00e9")).resolve("\u00e4.png");
    Path apart = Files.createDirectories(folder.resolve("nfd/e\u0301")).resolve("a\u0308.png");
    byte[] name = FileNames.within(folder.resolve("nfc"), composed);
    assertThat(name).isEqualTo("\u00e9/\u00e4.png".getBytes(StandardCharsets.UTF_8));
    assertThat(FileNames.within(folder.resolve("nfd"), apart)).isEqualTo(name);
  }

  /** As bytes, "e" with a combining accent comes before "f", and its composed letter after "z". */
  @Test
  void classesAreInTheSameOrderHoweverTheirNamesAreComposed() throws IOException {
    List<List<String>> orders = new ArrayList<>();
    for (String accented : List.of("\u00e9", "e\u0301")) {
      Path parent = folder.resolve("order" + accented.length());
      for (String name : List.of("f", accented, "z")) {
        Path of = Files.createDirectories(parent.resolve(name));
        Files.copy(folder.resolve("single/base.png"), of.resolve("0.png"));
      }
      List<String> names = FolderSource.open(parent, ALL).classNames();
      orders.add(
          names.stream().map(name -> Normalizer.normalize(name, Normalizer.Form.NFC)).toList());
    }
    assertThat(orders).containsOnly(List.of("f", "z", "\u00e9"));
  }

  @Test
  void commandsSayHowManyOfAClassAreHeldOut() throws IOException {
    Path alone = folder.resolve("alone");
    for (String name : List.of("a", "b", "c")) {
      Path of = Files.createDirectories(alone.resolve(name));
      Files.copy(folder.resolve("single/base.png"), of.resolve("0.png"));
    }
    String train =
        "train --preset cifar --spec 1@24 --stem-filters 6 --size 8 --batch 2 --epochs 1 --threads"
            + " 1 --no-report --no-tensorboard --data folder:%s --out %s";
    CommandRun run = CommandRun.of(train.formatted(alone, folder.resolve("r")).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().strip())
        .isEqualTo(
            "nasnet: --data (folder:%s) must have a class of two or more different images, so that one"
                    .formatted(alone)
                + " can be held out to score on; it has a single image in each of 3 classes; add"
                + " images");
    CommandRun none =
        CommandRun.of((train + " --held-out 1").formatted(alone, folder.resolve("r")).split(" "));
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("leaves no image").contains("give a share below 1");
    Files.copy(folder.resolve("single/base.jpg"), alone.resolve("a/1.jpg"));
    CommandRun good = CommandRun.of(train.formatted(alone, folder.resolve("r")).split(" "));
    assertThat(good.exitCode()).as(good.err()).isZero();
    assertThat(good.err())
        .contains(
            "nasnet: 3 images to train on, 1 held out (trained on/held out: a 1/1, b 1/0, c 1/0)");
  }
}
