package dev.nasnet.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Square PNG files of noise. */
final class NoiseImages {
  private NoiseImages() {}

  /**
   * Writes a file.
   *
   * @param side the side in pixels
   * @param base the least value of a channel; 127 above it is the largest
   */
  static void write(Path file, int side, long seed, int base) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < side * side; pixel++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | base + random.nextInt(128);
      }
      image.setRGB(pixel % side, pixel / side, rgb);
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
