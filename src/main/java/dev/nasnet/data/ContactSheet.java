package dev.nasnet.data;

import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.problem.InvalidInputException;
import java.awt.image.BufferedImage;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Training images to look at: in each row one whole image and then what the training pipeline makes
 * of it, epoch by epoch. It is drawn by that pipeline itself, without its shuffling; with mixup, an
 * image is mixed with that of the next row.
 *
 * @param rows images, at least 1
 * @param columns pictures of each, the plain one included, at least 2
 * @param height of an image in pixels
 * @param width of an image in pixels
 * @param augmentation how they are varied
 * @param seed of all draws
 */
public record ContactSheet(
    int rows, int columns, int height, int width, Augmentation augmentation, long seed) {
  private static final int GAP = 4;
  private static final int PAPER = 0xFFFFFF;

  /** Smaller images are shown enlarged, each pixel as a square. */
  private static final int LEAST_TILE = 96;

  /**
   * Refuses a sheet without rows or without columns to compare.
   *
   * @param rows images, at least 1
   * @param columns pictures of each, the plain one included, at least 2
   * @param height of an image in pixels
   * @param width of an image in pixels
   * @param augmentation how they are varied
   * @param seed of all draws
   */
  public ContactSheet {
    if (rows < 1 || columns < 2) {
      throw new InvalidInputException(
          "rows (%d) must be at least 1 and columns (%d) at least 2".formatted(rows, columns));
    }
  }

  /**
   * Draws the sheet.
   *
   * @param source the source; its training images are shown, spread evenly over its order
   * @return an RGB image on white paper
   * @throws InvalidInputException if there are fewer images than rows
   */
  public BufferedImage draw(DataSource source) {
    DataSource shown = source.subsample(rows);
    if (shown.size(Split.TRAIN) < rows) {
      throw new InvalidInputException(
          "rows (%d) must be at most the %d training images"
              .formatted(rows, shown.size(Split.TRAIN)));
    }
    BufferedImage sheet =
        new BufferedImage(
            columns * (width * zoom() + GAP) + GAP,
            rows * (height * zoom() + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    fill(sheet, 0, 0, sheet.getWidth(), sheet.getHeight(), PAPER);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      BatchPipeline plain = shown.pipeline(tf, options(Augmentation.NONE));
      BatchPipeline varied = shown.pipeline(tf, options(augmentation));
      for (int column = 0; column < columns; column++) {
        draw(sheet, column, session, column == 0 ? plain : varied);
      }
    }
    return sheet;
  }

  private int zoom() {
    return Math.max(1, (LEAST_TILE - 1) / Math.max(height, width) + 1);
  }

  private PipelineOptions options(Augmentation how) {
    return new PipelineOptions(Split.TRAIN, rows, height, width, false, seed, how, true, false);
  }

  /** One epoch's first batch, as a column. */
  private void draw(BufferedImage sheet, int column, Session session, BatchPipeline pipeline) {
    try (TInt64 epoch = TInt64.scalarOf(column)) {
      session
          .runner()
          .feed(pipeline.epochSeed(), epoch)
          .addTarget(pipeline.initializer())
          .run()
          .close();
    }
    try (var result = session.runner().fetch(pipeline.images()).run()) {
      TFloat32 images = (TFloat32) result.get(0);
      for (int row = 0; row < rows; row++) {
        draw(sheet, column, row, images);
      }
    }
  }

  private void draw(BufferedImage sheet, int column, int row, TFloat32 images) {
    int zoom = zoom();
    int left = GAP + column * (width * zoom + GAP);
    int top = GAP + row * (height * zoom + GAP);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          rgb = rgb << 8 | shade(images.getFloat(row, y, x, channel));
        }
        fill(sheet, left + x * zoom, top + y * zoom, zoom, zoom, rgb);
      }
    }
  }

  private static int shade(float value) {
    return Math.max(0, Math.min(255, Math.round((value + 1) * 127.5f)));
  }

  private static void fill(BufferedImage sheet, int left, int top, int wide, int high, int rgb) {
    for (int y = top; y < top + high; y++) {
      for (int x = left; x < left + wide; x++) {
        sheet.setRGB(x, y, rgb);
      }
    }
  }
}
