package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.data.DataSource;
import dev.nasnet.image.ExifOrientation;
import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as cameras and phones write them: marks of orientation, and formats without a decoder. */
class PhotographsTest {
  private static final String BUNDLE = "savedmodels/digits";
  private static final byte[] WEBP = latin("RIFF\u0020\0\0\0WEBPVP8L");

  @TempDir private Path folder;

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] jpeg() throws IOException {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 20; x++) {
      image.setRGB(x, x / 2, 0xFFFFFF);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
  }

  /** Returns a JPEG with EXIF data of one entry, as TIFF 6.0 and EXIF 2.3 define it. */
  private static byte[] turned(byte[] jpeg, int orientation, boolean littleEndian) {
    String tiff =
        littleEndian
            ? "II*\0\u0008\0\0\0\u0001\0\u0012\u0001\u0003\0\u0001\0\0\0"
                + (char) orientation
                + "\0\0\0"
            : "MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0"
                + (char) orientation
                + "\0\0";
    byte[] segment =
        latin("\u00ff\u00e1\0" + (char) (2 + 6 + 26 + 4) + "Exif\0\0" + tiff + "\0\0\0\0\0\0\0\0");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Arrays.copyOf(jpeg, 2));
    bytes.writeBytes(Arrays.copyOf(segment, 2 + 2 + 6 + 26 + 4));
    bytes.writeBytes(Arrays.copyOfRange(jpeg, 2, jpeg.length));
    return bytes.toByteArray();
  }

  @Test
  void orientationsAreReadInBothByteOrders() throws IOException {
    for (int value = 1; value <= 8; value++) {
      for (boolean littleEndian : new boolean[] {true, false}) {
        assertThat(ExifOrientation.of(turned(jpeg(), value, littleEndian)))
            .contains(new ExifOrientation(value));
      }
    }
    assertThat(ExifOrientation.of(turned(jpeg(), 9, true))).isEmpty();
    assertThat(ExifOrientation.of(jpeg())).isEmpty();
    byte[] whole = turned(jpeg(), 6, true);
    for (int length = 0; length < whole.length; length++) {
      ExifOrientation.of(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void predictIgnoresOrientationsAndCountsThem() throws IOException {
    Files.write(folder.resolve("a.jpg"), jpeg());
    CommandRun plain = predict();
    assertThat(plain.err()).isEmpty();
    Files.write(folder.resolve("a.jpg"), turned(jpeg(), 6, true));
    CommandRun marked = predict();
    assertThat(marked.exitCode()).isZero();
    assertThat(marked.out()).isEqualTo(plain.out());
    assertThat(marked.err())
        .startsWith("nasnet: the data has 1 image with an EXIF orientation, which is not applied")
        .contains("a.jpg")
        .hasLineCount(1);
  }

  @Test
  void predictRefusesOtherFormatsByNameAndGoesOn() throws IOException {
    Files.write(folder.resolve("a.webp"), WEBP);
    Files.write(folder.resolve("b.jpg"), jpeg());
    Files.write(folder.resolve("c.png"), WEBP);
    CommandRun run = predict();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).hasLineCount(1).contains("b.jpg");
    assertThat(run.err().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("is a WebP file, which is not decoded; convert it"));
  }

  private CommandRun predict() {
    return CommandRun.of("predict", "--json", "--model", BUNDLE, folder.toString());
  }

  @Test
  void foldersAndTablesRefuseOtherFormatsByName() throws IOException {
    for (String name : new String[] {"x/a.jpg", "x/b.heic", "y/a.jpg", "y/b.tif", "y/c.JXL"}) {
      Path file = folder.resolve("photos").resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, name.endsWith("jpg") ? jpeg() : WEBP);
    }
    assertThatThrownBy(() -> DataSource.parse("folder:" + folder.resolve("photos")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            ("data (folder:%s) has 3 image files not decoded (x/b.heic, y/b.tif, y/c.JXL);"
                    + " the first is a HEIC file, which is not decoded; convert it, for example by"
                    + " ImageMagick's mogrify -format png *.heic; or set `skipBad`")
                .formatted(folder.resolve("photos")));
    Path table = folder.resolve("table.csv");
    Files.writeString(table, "path,label\nphotos/x/a.jpg,x\nphotos/y/b.tif,y\n");
    assertThatThrownBy(() -> DataSource.parse("csv:" + table))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("line 3: ")
        .hasMessageContaining("b.tif is a WebP file, which is not decoded; convert it");
  }
}
