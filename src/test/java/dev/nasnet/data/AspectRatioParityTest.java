package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.image.ExifOrientation;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.decode.ImageReader;
import dev.nasnet.interop.Python;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Npz;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Images of odd shapes at a network's size, against Keras's {@code image_dataset_from_directory}
 * and {@code tf.image.resize_with_pad}; and the orientations that Pillow reads.
 */
@Tag("interop")
@Timeout(300)
class AspectRatioParityTest {
  private static final String SCRIPT = "aspect_ratio.py";

  /** Levels of 0 to 255 in float32, scaled to −1…1 and back; measured 3e-5. */
  private static final double LEVEL = 1e-3;

  /** Levels by which decoders of JPEG differ, which round in their own ways; measured 4. */
  private static final double JPEG = 6;

  /** Some image differs by more than this from each other mode. */
  private static final double OTHER = 20;

  @TempDir static Path folder;

  @BeforeAll
  static void makesImages() {
    Python.run(SCRIPT, "make", folder.resolve("images"));
  }

  @ParameterizedTest
  @CsvSource({"16, 24", "24, 17", "20, 20"})
  void theFolderAndTheReaderEqualKerasAndTensorFlow(int height, int width) throws IOException {
    Path images = folder.resolve("images");
    Path npz = folder.resolve("%dx%d.npz".formatted(height, width));
    Python.run(SCRIPT, "resized", images, npz, height, width);
    Map<String, NamedArray> judged = new HashMap<>();
    Npz.read(npz).forEach(array -> judged.put(array.name(), array));
    for (ResizeMode mode : ResizeMode.values()) {
      List<float[]> trained = trained(images, mode, height, width);
      for (ResizeMode other : ResizeMode.values()) {
        double difference = difference(trained, judged.get(other.word()));
        if (other == mode) {
          assertThat(difference).as("%s", mode).isLessThan(LEVEL);
        } else {
          assertThat(difference).as("%s as %s", mode, other).isGreaterThan(OTHER);
        }
      }
      assertThat(read(images, mode, height, width)).usingRecursiveComparison().isEqualTo(trained);
    }
    List<float[]> padded = trained(images, ResizeMode.PAD, height, width);
    assertThat(difference(padded, judged.get("keras-pad"))).isLessThan(LEVEL);
  }

  /**
   * JPEG leaves rounding to the decoder; the images are coloured, so that swapped colours differ.
   */
  @Test
  void pixelsEqualPillows() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder.resolve("images"))) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    Path npz = folder.resolve("pixels.npz");
    List<Object> arguments = new ArrayList<>(List.of("pixels", npz));
    arguments.addAll(files);
    Python.run(SCRIPT, arguments.toArray());
    Map<String, NamedArray> judged = new HashMap<>();
    Npz.read(npz).forEach(array -> judged.put(array.name(), array));
    for (Path file : files) {
      String name = file.getFileName().toString();
      NamedArray pixels = judged.get(name);
      try (ImageReader reader = new ImageReader(pixels.shape().get(0), pixels.shape().get(1))) {
        float[] read = reader.read(Files.readAllBytes(file), name);
        assertThat(difference(List.of(read), pixels))
            .as(name)
            .isLessThan(name.endsWith("jpg") ? JPEG : LEVEL);
      }
    }
  }

  /** Other programs need a pixel of the shorter side; here there always is one. */
  @Test
  void aLineOfPixelsIsNotLost() {
    byte[] line = line();
    try (ImageReader reader = new ImageReader(8, 8, ResizeMode.PAD, PixelLimit.USUAL)) {
      float[] read = reader.read(line, "line");
      int lit = 0;
      for (float value : read) {
        lit += value > 0 ? 1 : 0;
      }
      assertThat(lit).isEqualTo(8 * 3);
    }
  }

  @Test
  void orientationsEqualPillowsAndAreNotApplied() throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("orientations"));
    for (String name :
        List.of("1.jpg", "3.gif", "turned-8.jpg", "turned-9.png", "turned-upright.jpg")) {
      arguments.add(folder.resolve("images/b").resolve(name));
    }
    List<String> found = new ArrayList<>();
    for (Object file : arguments.subList(1, arguments.size())) {
      int value =
          ExifOrientation.of(Files.readAllBytes((Path) file)).map(ExifOrientation::value).orElse(0);
      found.add(file + "\t" + value);
    }
    assertThat(Python.run(SCRIPT, arguments.toArray()).lines().filter(line -> line.contains("\t")))
        .containsExactlyElementsOf(found);
    assertThat(found).anyMatch(line -> line.endsWith("\t6")).anyMatch(line -> line.endsWith("\t3"));
    Path turned = folder.resolve("images/b/turned-8.jpg");
    Path plain = folder.resolve("images/b/turned-none.jpg");
    try (ImageReader reader = new ImageReader(10, 20)) {
      assertThat(reader.read(Files.readAllBytes(turned), "turned"))
          .isEqualTo(reader.read(Files.readAllBytes(plain), "plain"));
    }
  }

  @Test
  void turnedImagesAreCountedAndNamed() {
    List<String> notes = new ArrayList<>();
    LoadOptions noted =
        new LoadOptions(
            OptionalDouble.empty(), LoadOptions.REFUSE, notes::add, PixelLimit.USUAL, true);
    Path images = folder.resolve("images");
    DataSource.parse("folder:" + images, noted);
    assertThat(notes)
        .hasSize(1)
        .first()
        .asString()
        .startsWith(
            "data (folder:"
                + images
                + ") has 2 images with an EXIF orientation, which is not applied")
        .contains("(the first is " + images.resolve("b/turned-8.jpg") + ")")
        .contains("mogrify -auto-orient");
  }

  private static List<float[]> trained(Path images, ResizeMode mode, int height, int width) {
    LoadOptions all = new LoadOptions(OptionalDouble.of(1), LoadOptions.REFUSE).withResize(mode);
    DataSource source = DataSource.parse("folder:" + images, all);
    PipelineOptions options =
        new PipelineOptions(
            Split.HELD_OUT, 4, height, width, false, 0, Augmentation.NONE, false, false);
    List<float[]> flat = new ArrayList<>();
    for (float[][][] image : Batches.epochs(source, options, 0).get(0).images()) {
      float[] values = new float[height * width * 3];
      int at = 0;
      for (float[][] row : image) {
        for (float[] pixel : row) {
          for (float value : pixel) {
            values[at++] = value;
          }
        }
      }
      flat.add(values);
    }
    return flat;
  }

  private static List<float[]> read(Path images, ResizeMode mode, int height, int width)
      throws IOException {
    LoadOptions all = new LoadOptions(OptionalDouble.of(1), LoadOptions.REFUSE);
    List<float[]> read = new ArrayList<>();
    try (ImageReader reader = new ImageReader(height, width, mode, PixelLimit.USUAL)) {
      for (Path file : FolderSource.open(images, all).files(Split.HELD_OUT)) {
        read.add(reader.read(Files.readAllBytes(file), file.toString()));
      }
    }
    return read;
  }

  private static double difference(List<float[]> images, NamedArray judged) {
    double largest = 0;
    int at = 0;
    for (float[] image : images) {
      for (float value : image) {
        largest = Math.max(largest, Math.abs((value + 1) * 127.5 - judged.values()[at++]));
      }
    }
    assertThat(at).isEqualTo(judged.values().length);
    return largest;
  }

  /** Returns an image of 200 × 1 white pixels. */
  private static byte[] line() {
    var image = new BufferedImage(200, 1, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < image.getWidth(); x++) {
      image.setRGB(x, 0, 0xFFFFFF);
    }
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
