package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentCommandTest {
  @TempDir Path folder;

  private CommandRun augment(String... options) {
    String[] first = {"augment", "--data", "digits", "--size", "32x24", "--out", out().toString()};
    String[] all = new String[first.length + options.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(options, 0, all, first.length, options.length);
    return CommandRun.of(all);
  }

  private Path out() {
    return folder.resolve("sheet.png");
  }

  @Test
  void theSheetShowsEachImageAndItsVersions() throws Exception {
    CommandRun run = augment("--recipe", "cifar10", "--rows", "3", "--columns", "4");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("cutout 16 px", "crop shifted").doesNotContain("[", "=");
    BufferedImage sheet = ImageIO.read(out().toFile());
    // Three times enlarged, with gaps of 4 pixels.
    assertThat(sheet.getWidth()).isEqualTo(4 * (24 * 3 + 4) + 4);
    assertThat(sheet.getHeight()).isEqualTo(3 * (32 * 3 + 4) + 4);
    assertThat(sheet.getRGB(2, 2) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    for (int row = 0; row < 3; row++) {
      // Some of the digits' own edges.
      assertThat(grey(sheet, row, 0)).isLessThan(300);
      for (int column = 1; column < 4; column++) {
        // The hole around a corner's pixel is the smallest, 8 × 8.
        assertThat(grey(sheet, row, column)).isGreaterThanOrEqualTo(64 * 9);
      }
    }
  }

  /** The pixels of cutout's grey in a picture. */
  private static int grey(BufferedImage sheet, int row, int column) {
    int count = 0;
    for (int y = 0; y < 32 * 3; y++) {
      for (int x = 0; x < 24 * 3; x++) {
        int rgb = sheet.getRGB(4 + column * (24 * 3 + 4) + x, 4 + row * (32 * 3 + 4) + y);
        count += (rgb & 0xFFFFFF) == 0x808080 ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void theSameSeedDrawsTheSameSheetAndAnotherAnother() throws Exception {
    augment("--augment", "inception", "--seed", "1", "--rows", "1");
    byte[] first = Files.readAllBytes(out());
    augment("--augment", "inception", "--seed", "1", "--rows", "1");
    assertThat(Files.readAllBytes(out())).isEqualTo(first);
    augment("--augment", "inception", "--seed", "2", "--rows", "1");
    assertThat(Files.readAllBytes(out())).isNotEqualTo(first);
  }

  @Test
  void whatCannotBeDrawnIsRefusedInOneLine() {
    assertThat(augment("--rows", "0").err())
        .isEqualTo("nasnet: --rows (0) must be at least 1 and columns (9) at least 2\n");
    CommandRun many = augment("--rows", "2000");
    assertThat(many.exitCode()).isEqualTo(2);
    assertThat(many.err()).startsWith("nasnet: --rows (2000) must be at most the 1442 training");
    assertThat(augment("--cutout", "24").err())
        .contains("cutout (24) must be below the image's 24");
  }
}
