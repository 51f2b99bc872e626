package dev.nasnet.data;

import dev.nasnet.problem.FailureException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Some of the digits that ship, as image files: real images where a user names none. */
public final class DigitImages {
  private DigitImages() {}

  /**
   * The first held-out digits.
   *
   * @param count how many, at most 355
   * @return each a grey PNG of 8 × 8 pixels, black paper and white ink
   */
  public static List<byte[]> png(int count) {
    DigitsSource digits = DigitsSource.load(LoadOptions.STRICT);
    return IntStream.range(0, count).mapToObj(i -> png(digits.pixels(Split.HELD_OUT, i))).toList();
  }

  private static byte[] png(int[] pixels) {
    int side = DigitsSource.SIDE;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      int grey = Math.round(255 * pixels[i] / (float) DigitsSource.INK);
      image.getRaster().setSample(i % side, i / side, 0, grey);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.setUseCache(false);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new FailureException("digit cannot be encoded: " + e.getMessage(), e);
    }
    return bytes.toByteArray();
  }
}
