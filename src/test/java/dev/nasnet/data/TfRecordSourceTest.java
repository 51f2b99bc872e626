package dev.nasnet.data;

import static dev.nasnet.data.TfRecordBytes.example;
import static dev.nasnet.data.TfRecordBytes.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.internal.files.Sha256;
import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordSourceTest {
  @TempDir Path folder;

  /** Eleven grey images whose shade is 10 × place and whose label is place % 3, in two files. */
  @BeforeEach
  void writesTwoFiles() throws IOException {
    write("part-0.tfrecord", 0, 6);
    write("part-1.tfrecord", 6, 11);
  }

  private void write(String name, int from, int to) throws IOException {
    var out = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      out.writeBytes(record(example(png(10 * i), i % 3)));
    }
    Files.write(folder.resolve(name), out.toByteArray());
  }

  private static byte[] png(int shade) throws IOException {
    var image = new BufferedImage(5, 5, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 25; i++) {
      image.setRGB(i % 5, i / 5, shade << 16 | shade << 8 | shade);
    }
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private DataSource source() {
    return DataSource.parse("tfrecord:" + folder + "/part-*.tfrecord");
  }

  @Test
  void deliversEachRecordOnceWithItsLabel() {
    DataSource source = source();
    assertThat(source.classNames()).containsExactly("0", "1", "2");
    // Classes of 4, 4 and 3 images: of each the nearest to a fifth is one.
    assertThat(source.size(Split.TRAIN)).isEqualTo(8);
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(3);
    assertThat(source.counts())
        .containsExactly(
            new ClassCount("0", 3, 1), new ClassCount("1", 3, 1), new ClassCount("2", 2, 1));
    int[] seen = new int[11];
    for (Split split : Split.values()) {
      var options = new PipelineOptions(split, 4, 6, 7, true, 2, Augmentation.SHIFT, false, false);
      var epoch = Batches.epochs(source, options, 5).get(0);
      assertThat(epoch.labels()).hasSize(source.size(split));
      for (int i = 0; i < epoch.labels().size(); i++) {
        int place = Math.round((epoch.images().get(i)[0][0][0] + 1) * 12.75f);
        assertThat(epoch.labels().get(i)).isEqualTo(place % 3);
        seen[place]++;
      }
    }
    assertThat(seen).containsOnly(1);
  }

  /** Of twelve records the seventh, the first file's last, is bad; the others are all there. */
  @Test
  void aBadImageCanBeSkippedAndTheShareChosen() throws IOException {
    var more = new ByteArrayOutputStream();
    more.writeBytes(Files.readAllBytes(folder.resolve("part-0.tfrecord")));
    more.writeBytes(record(example("no".getBytes("UTF-8"), 1)));
    Files.write(folder.resolve("part-0.tfrecord"), more.toByteArray());
    assertThatThrownBy(this::source).hasMessageContaining("part-0.tfrecord record 6 is not a JPEG");
    List<String> skipped = new ArrayList<>();
    LoadOptions reading = new LoadOptions(OptionalDouble.of(0.5), skipped::add);
    DataSource source = DataSource.parse("tfrecord:" + folder + "/part-*.tfrecord", reading);
    assertThat(skipped).hasSize(1);
    List<Integer> shades = new ArrayList<>();
    for (Split split : Split.values()) {
      var options = new PipelineOptions(split, 4, 6, 7, false, 2, Augmentation.NONE, false, false);
      var epoch = Batches.epochs(source, options, 5).get(0);
      assertThat(epoch.labels()).hasSize(source.size(split));
      epoch.images().forEach(image -> shades.add(Math.round((image[0][0][0] + 1) * 12.75f)));
    }
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(6);
    assertThat(shades).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void aFileCutShortAndAGlobThatMatchesNothingAreNamed() throws IOException {
    Path file = folder.resolve("part-1.tfrecord");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    assertThatThrownBy(this::source)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(file + " record 4 is cut short");
    assertThatThrownBy(() -> DataSource.parse("tfrecord:" + folder + "/none-*"))
        .hasMessageContaining("must match files with records");
  }

  /** The identity is defined by the share's number and the files, not by a Java text of them. */
  @Test
  void theIdentityIsTheHashOfTheShareAndTheFiles() {
    Sha256 sum = new Sha256().add("held out 0.2");
    for (String name : List.of("part-0.tfrecord", "part-1.tfrecord")) {
      sum.add(name).add(folder.resolve(name));
    }
    assertThat(source().sha256()).isEqualTo(sum.hex());
  }

  @Test
  void aRecordWithoutAnImageIsNamed() throws IOException {
    Files.write(folder.resolve("part-2.tfrecord"), record(example("no".getBytes("UTF-8"), 1)));
    assertThatThrownBy(this::source)
        .hasMessageContaining("part-2.tfrecord record 0 is not a JPEG, PNG, BMP or GIF image");
    Files.write(folder.resolve("part-2.tfrecord"), record(new byte[0]));
    assertThatThrownBy(this::source).hasMessageContaining("must have one image/encoded");
  }
}
