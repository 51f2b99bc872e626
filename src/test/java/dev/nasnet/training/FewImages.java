package dev.nasnet.training;

import dev.nasnet.data.DataSource;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Few and plain, since a step's time goes by the images: 120 to train on, 30 held out. */
public final class FewImages {
  public static final int CLASSES = 3;

  private static final int IMAGES = 150;
  private static final List<Color> COLOURS = List.of(Color.RED, Color.GREEN, Color.BLUE);

  private FewImages() {}

  /** Noise over each class's colour. */
  public static DataSource draw(Path folder) throws IOException {
    Random random = new Random(4);
    for (int i = 0; i < IMAGES; i++) {
      int label = i % CLASSES;
      BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 81; pixel++) {
        int noise = random.nextInt() & 0x7f7f7f;
        image.setRGB(pixel % 9, pixel / 9, COLOURS.get(label).getRGB() ^ noise);
      }
      Path of = Files.createDirectories(folder.resolve("class" + label));
      ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
    }
    return DataSource.parse("folder:" + folder);
  }
}
