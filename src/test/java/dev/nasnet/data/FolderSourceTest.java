package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSourceTest {
  @TempDir Path folder;

  @BeforeEach
  void writesAColouredImageOfEachFormatForEachClass() throws IOException {
    for (String format : new String[] {"png", "bmp", "gif", "jpg", "jpeg"}) {
      write("red/" + format + "." + format, 0xFF0000, BufferedImage.TYPE_INT_RGB);
      write("blue/" + format + "." + format, 0x0000FF, BufferedImage.TYPE_INT_RGB);
      write("grey/" + format + "." + format, 0x808080, BufferedImage.TYPE_BYTE_GRAY);
    }
    write("blue/alpha.png", 0xFF0000FF, BufferedImage.TYPE_INT_ARGB);
    Files.writeString(folder.resolve("red/notes.txt"), "passed over");
  }

  private void write(String name, int colour, int type) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(12, 9, type);
    for (int y = 0; y < 9; y++) {
      for (int x = 0; x < 12; x++) {
        image.setRGB(x, y, colour);
      }
    }
    String format = name.substring(name.lastIndexOf('.') + 1);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
  }

  private DataSource source() {
    return DataSource.parse("folder:" + folder);
  }

  @Test
  void everyFormatDecodesToItsClasssColour() {
    DataSource source = source();
    assertThat(source.classNames()).containsExactly("blue", "grey", "red");
    assertThat(source.size(Split.TRAIN)).isEqualTo(13);
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(3);
    for (Split split : Split.values()) {
      var options =
          new PipelineOptions(
              split,
              4,
              8,
              10,
              true,
              1,
              split == Split.TRAIN ? Augmentation.SHIFT : Augmentation.NONE,
              false,
              false);
      var epoch = Batches.epochs(source, options, 0).get(0);
      assertThat(epoch.labels()).hasSize(source.size(split)).contains(0L, 1L, 2L);
      for (int i = 0; i < epoch.labels().size(); i++) {
        requireColour(epoch.images().get(i), epoch.labels().get(i).intValue());
      }
    }
  }

  private static void requireColour(float[][][] image, int label) {
    assertThat(image).hasDimensions(8, 10);
    float[] pixel = image[4][5];
    if (label == 1) {
      // Java stores 0x80 as a linear grey, 0x37, and TensorFlow reads the stored value.
      assertThat(pixel[1]).isEqualTo(pixel[0]).isEqualTo(pixel[2]).isBetween(-0.6f, 0.5f);
      return;
    }
    float[] expected = label == 0 ? new float[] {-1, -1, 1} : new float[] {1, -1, -1};
    for (int c = 0; c < 3; c++) {
      // JPEG's YCbCr rounding moves pure colours by up to two steps of 1/127.5.
      assertThat(pixel[c]).isBetween(expected[c] - 0.016f, expected[c] + 0.016f);
    }
  }

  @Test
  void theSplitIsTheSameEachTimeAndTheHashFollowsTheContent() throws IOException {
    var options =
        new PipelineOptions(Split.HELD_OUT, 4, 8, 8, false, 0, Augmentation.NONE, false, false);
    var first = Batches.epochs(source(), options, 0).get(0);
    var second = Batches.epochs(source(), options, 1).get(0);
    assertThat(Arrays.deepEquals(first.images().toArray(), second.images().toArray())).isTrue();
    String before = source().sha256();
    write("red/png.png", 0xFE0000, BufferedImage.TYPE_INT_RGB);
    assertThat(source().sha256()).isNotEqualTo(before);
  }

  @Test
  void anEmptyClassIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("green"));
    assertThatThrownBy(this::source)
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("class folder " + folder.resolve("green"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "jpg"})
  void anImageCutShortIsNamed(String format) throws IOException {
    Path file = folder.resolve("red/" + format + "." + format);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 20));
    assertThatThrownBy(this::source)
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(file + " is an image cut short; repair or remove it");
  }

  @Test
  void aFileThatIsNoImageIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("red/text.jpg"), "not an image");
    assertThatThrownBy(this::source)
        .hasMessage(file + " is not a JPEG, PNG, BMP or GIF image; repair or remove it");
  }

  @Test
  void badImagesCanBeSkippedAndCounted() throws IOException {
    Files.writeString(folder.resolve("red/text.jpg"), "not an image");
    List<String> skipped = new ArrayList<>();
    DataSource source =
        DataSource.parse("folder:" + folder, new LoadOptions(OptionalDouble.empty(), skipped::add));
    assertThat(skipped).hasSize(1).first().asString().contains("red/text.jpg is not a JPEG");
    assertThat(source.size(Split.TRAIN) + source.size(Split.HELD_OUT)).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({"0.01, 3", "0.5, 9", "0.99, 13"})
  void aShareOfEachClassIsHeldOutButNeverAllOfIt(double share, int heldOut) {
    LoadOptions reading = new LoadOptions(OptionalDouble.of(share), LoadOptions.REFUSE);
    DataSource source = DataSource.parse("folder:" + folder, reading);
    assertThat(source.size(Split.HELD_OUT)).isEqualTo(heldOut);
    assertThat(source.size(Split.TRAIN)).isEqualTo(16 - heldOut);
    assertThat(source.sha256().equals(source().sha256())).isEqualTo(heldOut == 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1.01, -0.2, Double.NaN})
  void whatIsNoShareIsRefused(double share) {
    assertThatThrownBy(() -> new LoadOptions(OptionalDouble.of(share), LoadOptions.REFUSE))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("held-out (" + share + ") must be above 0 and at most 1");
  }

  @Test
  void aSourceWithASplitOfItsOwnRefusesAnother() {
    LoadOptions reading = new LoadOptions(OptionalDouble.of(0.3), LoadOptions.REFUSE);
    assertThatThrownBy(() -> DataSource.parse("digits", reading))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("held-out (0.3) must be omitted for digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "digits:x", "folder:", "folder", "mnist", "cifar10:/nowhere/at/all"})
  void whatNamesNoSourceIsRefusedInOneLine(String text) {
    assertThatThrownBy(() -> DataSource.parse(text))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("data (" + text + ") must ")
        .hasMessageNotContaining("\n");
  }
}
