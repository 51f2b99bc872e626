package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.image.ImageHeader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sizes that Java's own decoders write. */
class ImageSizesTest {
  @TempDir private Path folder;

  @Test
  void theSmallestAndTheLargestAreFoundByTheirArea() throws IOException {
    Path classes = folder.resolve("images");
    image(classes.resolve("a/0.png"), "png", 30, 20);
    image(classes.resolve("a/1.jpg"), "jpg", 17, 300);
    image(classes.resolve("b/0.bmp"), "bmp", 100, 40);
    image(classes.resolve("b/1.gif"), "gif", 5, 100);
    ImageSizes sizes = all(classes).sizes().orElseThrow();
    assertThat(sizes.images()).isEqualTo(4);
    assertThat(sizes.isSample()).isFalse();
    assertThat(words(sizes.smallest())).isEqualTo("5x100");
    assertThat(words(sizes.largest())).isEqualTo("17x300");
  }

  @Test
  void ofManyImagesASampleIsRead() throws IOException {
    Path one = image(folder.resolve("0.png"), "png", 8, 8);
    Path other = image(folder.resolve("1.png"), "png", 9, 8);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i <= ImageSizes.MOST; i++) {
      files.add(i % 2 == 0 ? one : other);
    }
    ImageSizes sizes = ImageSizes.of(files).orElseThrow();
    assertThat(sizes.isSample()).isTrue();
    assertThat(sizes.images()).isEqualTo(ImageSizes.MOST / 2 + 1);
    // Each second file is read.
    assertThat(words(sizes.largest())).isEqualTo("8x8");
    assertThat(ImageSizes.of(List.of())).isEmpty();
  }

  private static DataSource all(Path classes) {
    return DataSource.parse("folder:" + classes, LoadOptions.STRICT.trainingOnly());
  }

  private static String words(ImageHeader header) {
    return header.width() + "x" + header.height();
  }

  private static Path image(Path file, String format, int width, int height) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    return file;
  }
}
