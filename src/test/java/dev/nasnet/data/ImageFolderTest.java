package dev.nasnet.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with odd names, against those that torchvision's ImageFolder lists (kept answers). */
class ImageFolderTest {
  private static final Path KEPT = Path.of("src/test/resources/imagefolder/listing.txt");

  @TempDir private Path folder;

  @Test
  void theSameFilesInTheSameClassesAndOrderAsImageFolder() throws IOException {
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(KEPT)) {
      Path file = folder.resolve(line.substring(line.indexOf('\t') + 1));
      Files.createDirectories(file.getParent());
      BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", file.toFile());
      if (!line.startsWith("-\t")) {
        listed.add(line);
      }
    }
    FolderSource source =
        FolderSource.open(folder, new LoadOptions(OptionalDouble.of(1), LoadOptions.REFUSE));
    int[] labels = source.labels(Split.HELD_OUT);
    List<Path> files = source.files(Split.HELD_OUT);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      String name = source.classNames().get(labels[i]);
      found.add(name + "\t" + folder.relativize(files.get(i)));
    }
    assertThat(found).hasSize(24).isEqualTo(listed);
  }
}
