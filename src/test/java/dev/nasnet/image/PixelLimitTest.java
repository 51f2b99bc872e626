package dev.nasnet.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads sizes of images from Java's own writers and of files that claim false sizes. */
class PixelLimitTest {
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void theSizeEqualsThatOfTheWrittenImage(String format) throws IOException {
    assertThat(ImageHeader.of(encoded(format, 50, 41)))
        .contains(new ImageHeader(50, 41, 50 * 41, 1));
    assertThat(new PixelLimit(50 * 41).fault(encoded(format, 50, 41))).isEmpty();
    assertThat(new PixelLimit(50 * 41 - 1).fault(encoded(format, 50, 41)))
        .contains("claims 50 x 41 pixels, more than the limit of 2049 (`maxPixels`)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void aFileThatEndsBeforeItsSizeHasNone(String format) throws IOException {
    byte[] whole = encoded(format, 50, 41);
    for (int length = 0; length < whole.length; length++) {
      assertThat(PixelLimit.USUAL.fault(Arrays.copyOf(whole, length))).isEmpty();
    }
    assertThat(ImageHeader.of(new byte[0])).isEmpty();
    assertThat(ImageHeader.of("notes, not pixels".getBytes())).isEmpty();
  }

  @Test
  void sidesOfThirtyTwoBitsDoNotOverflow() throws IOException {
    byte[] png = encoded("png", 5, 5);
    ByteBuffer.wrap(png).putInt(16, -1).putInt(20, -1);
    assertThat(PixelLimit.USUAL.fault(png)).isPresent();
    byte[] bmp = encoded("bmp", 5, 5);
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 20_000).putInt(22, -20_000);
    assertThat(PixelLimit.USUAL.fault(bmp)).get().asString().contains("claims 20000 x 20000");
  }

  /** The first frame of a GIF may be small and the next one large. */
  @Test
  void aGifsFramesAddUp() throws IOException {
    byte[] gif = encoded("gif", 10, 10);
    int frame = indexOf(gif, (byte) 0x2C);
    int end = gif.length - 1;
    ByteBuffer two = ByteBuffer.allocate(end + end - frame + 1).order(ByteOrder.LITTLE_ENDIAN);
    two.put(gif, 0, end).put(gif, frame, gif.length - frame);
    assertThat(ImageHeader.of(two.array())).contains(new ImageHeader(10, 10, 200, 1));
    two.putShort(end + 5, (short) 60_000).putShort(end + 7, (short) 60_000);
    assertThat(PixelLimit.USUAL.fault(two.array())).get().asString().contains("60000 x 60000");
  }

  @Test
  void aJpegWithTooManyScansIsRefused() throws IOException {
    byte[] jpeg = progressive(64, 64);
    ImageHeader header = ImageHeader.of(jpeg).orElseThrow();
    assertThat(header.scans()).isBetween(2, 20);
    assertThat(PixelLimit.USUAL.fault(jpeg)).isEmpty();
    int scan = indexOf(jpeg, (byte) 0xFF, (byte) 0xDA);
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(jpeg, 0, scan);
    for (int i = 0; i < 120; i++) {
      more.write(jpeg, scan, 14); // A header of three components and no content.
    }
    more.write(jpeg, scan, jpeg.length - scan);
    assertThat(PixelLimit.USUAL.fault(more.toByteArray())).get().asString().contains("scans");
  }

  @Test
  void aLimitOfZeroPixelsIsRefused() {
    assertThatThrownBy(() -> new PixelLimit(0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("maxPixels (0) must be at least 1");
  }

  static byte[] encoded(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, 0x336699);
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] progressive(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpg").next();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static int indexOf(byte[] bytes, byte... sought) {
    for (int at = 0; at < bytes.length - sought.length; at++) {
      if (Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
        return at;
      }
    }
    throw new AssertionError("not there");
  }
}
