package dev.nasnet.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nasnet.architecture.ImageSize;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class ThumbnailOpsTest {
  private static final float COVER = 0.55f;

  /** Returns the encoded thumbnail of an image under a map, or of the image alone. */
  private static BufferedImage thumbnail(float[][][] image, float[]... map) throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      ThumbnailOps shown = new ThumbnailOps(tf, new ImageSize(image.length, image[0].length));
      Operand<TFloat32> pixels = shown.pixels(tf.constant(new float[][][][] {image}));
      if (map.length > 0) {
        float[][][][] of = new float[1][map.length][map[0].length][1];
        for (int y = 0; y < map.length; y++) {
          for (int x = 0; x < map[0].length; x++) {
            of[0][y][x][0] = map[y][x];
          }
        }
        pixels = shown.under(tf.constant(of), pixels);
      }
      try (Result found = session.runner().fetch(shown.png(pixels)).run()) {
        byte[] png = ((TString) found.get(0)).asBytes().getObject();
        return ImageIO.read(new ByteArrayInputStream(png));
      }
    }
  }

  private static float[][][] image(int height, int width) {
    float[][][] image = new float[height][width][3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image[y][x] = new float[] {2f * y / height - 1, 2f * x / width - 1, 1};
      }
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8, 96, 96",
    "12, 8, 96, 64",
    "20, 10, 100, 50",
    "95, 40, 190, 80",
    "96, 48, 96, 48",
    "160, 80, 160, 80",
    "320, 80, 160, 40",
    "50, 200, 40, 160",
    "1, 500, 1, 160"
  })
  void theLongestSideIsBetween96And190(int height, int width, int shownHeight, int shownWidth)
      throws IOException {
    BufferedImage found = thumbnail(image(height, width));
    assertThat(found.getHeight()).isEqualTo(shownHeight);
    assertThat(found.getWidth()).isEqualTo(shownWidth);
  }

  @Test
  void aSmallImagesPixelsAreSquares() throws IOException {
    float[][][] image = image(8, 8);
    BufferedImage found = thumbnail(image);
    for (int y = 0; y < 96; y++) {
      for (int x = 0; x < 96; x++) {
        assertColor(found, y, x, image[y / 12][x / 12]);
      }
    }
  }

  /** Each pixel of the thumbnail is the mean of four. */
  @Test
  void aLargeImagesPixelsAreMeans() throws IOException {
    float[][][] image = new float[320][320][3];
    image[10][20] = new float[] {1, 1, 1};
    image[10][21] = new float[] {-1, 1, 0.5f};
    BufferedImage found = thumbnail(image);
    assertColor(found, 5, 10, new float[] {0, 0.5f, 0.375f});
    assertColor(found, 6, 10, new float[] {0, 0, 0});
  }

  @Test
  void valuesBeyondTheRangeAreClipped() throws IOException {
    float[][][] image = new float[96][96][3];
    image[0][0] = new float[] {-3, 3, 0};
    assertColor(thumbnail(image), 0, 0, new float[] {-1, 1, 0});
  }

  /** A map of as many pixels as the thumbnail, from 0 to 255: one for each shade. */
  @Test
  void aMapIsShownInTheColoursOfViridis() throws IOException {
    float[][] map = new float[100][100];
    map[1][0] = 0;
    map[1][1] = 255;
    map[1][2] = 127.5f;
    map[1][3] = 63.75f;
    map[1][4] = 191.25f;
    map[1][5] = 32;
    BufferedImage found = thumbnail(new float[100][100][3], map);
    assertUnder(found, 0, 68, 1, 84);
    assertUnder(found, 1, 253, 231, 37);
    // Between the stops lie 63.75 shades.
    assertUnder(found, 2, 33, 145, 140);
    assertUnder(found, 3, 59, 82, 139);
    assertUnder(found, 4, 94, 201, 98);
    assertUnder(found, 5, (68 + 59) / 2.0, (1 + 82) / 2.0, (84 + 139) / 2.0);
  }

  private static void assertUnder(
      BufferedImage found, int x, double red, double green, double blue) {
    Color color = new Color(found.getRGB(x, 1));
    double grey = (1 - COVER) * 127.5;
    // Half a shade is at most 2 levels of a channel.
    assertThat((double) color.getRed()).isCloseTo(grey + COVER * red, within(2.0));
    assertThat((double) color.getGreen()).isCloseTo(grey + COVER * green, within(2.0));
    assertThat((double) color.getBlue()).isCloseTo(grey + COVER * blue, within(2.0));
  }

  /** From its least value to its largest, whatever these are. */
  @Test
  void theColoursSpanTheMapsValues() throws IOException {
    float[][] map = new float[100][100];
    map[1][0] = -0.004f;
    map[1][1] = 0.004f;
    BufferedImage found = thumbnail(new float[100][100][3], map);
    assertUnder(found, 0, 68, 1, 84);
    assertUnder(found, 1, 253, 231, 37);
    assertUnder(found, 9, 33, 145, 140);
  }

  @Test
  void aSmallMapIsSmoothlyEnlarged() throws IOException {
    BufferedImage found = thumbnail(new float[100][100][3], new float[] {0, 1}, new float[] {0, 1});
    assertUnder(found, 0, 68, 1, 84);
    assertUnder(found, 24, 68, 1, 84);
    assertUnder(found, 99, 253, 231, 37);
    assertThat(new Color(found.getRGB(50, 1)).getGreen())
        .isCloseTo((int) (0.45 * 127.5 + COVER * 145), within(4));
  }

  @Test
  void aMapOfOneValueOrOfNoNumbersHasTheFirstColour() throws IOException {
    for (float value : new float[] {3, Float.NaN, Float.POSITIVE_INFINITY}) {
      BufferedImage found = thumbnail(new float[100][100][3], new float[] {value});
      assertUnder(found, 50, 68, 1, 84);
    }
  }

  private static void assertColor(BufferedImage found, int y, int x, float[] expected) {
    Color color = new Color(found.getRGB(x, y));
    int[] levels = {color.getRed(), color.getGreen(), color.getBlue()};
    for (int channel = 0; channel < 3; channel++) {
      assertThat((double) levels[channel])
          .as("%d, %d, %d", y, x, channel)
          .isCloseTo((expected[channel] + 1) * 127.5, within(0.51));
    }
  }
}
