package dev.nasnet.inference;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Encodes a decoded image without loss and without compression, for TensorFlow's decoder. */
final class BitmapFile {
  private BitmapFile() {}

  /** Returns a BMP file of 24 bits a pixel. */
  static byte[] of(BufferedImage image) {
    BufferedImage opaque =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    int[] row = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      // Not drawn: drawing would mix transparent pixels with black.
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      opaque.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(opaque, "bmp", file)) {
        throw new IllegalStateException("this Java has no encoder of BMP");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.toByteArray();
  }
}
