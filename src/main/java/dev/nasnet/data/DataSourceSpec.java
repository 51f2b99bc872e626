package dev.nasnet.data;

import dev.nasnet.image.PixelLimit;
import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A data source as a user names it: what another machine needs to open the same.
 *
 * @param text as {@link DataSource#parse(String)} takes it
 * @param heldOut the share of images to score on, above 0 and at most 1, or null for the source's
 * @param skipBad whether images that cannot be decoded are skipped, not refused
 * @param mostPixels how large an image may be that is decoded
 */
public record DataSourceSpec(
    String text, @Nullable Double heldOut, boolean skipBad, long mostPixels)
    implements Serializable {
  /**
   * Opens it; each image is decoded once, to find the bad ones.
   *
   * @param skipped takes a line for each image that is skipped
   * @param note takes a line on what is not used
   */
  public DataSource open(Consumer<String> skipped, Consumer<String> note) {
    return open(skipped, note, true);
  }

  /**
   * Opens it where each image was checked elsewhere, or few are read: images are decoded only to
   * find those that are to be skipped.
   *
   * @param skipped takes a line for each image that is skipped
   * @param note takes a line on what is not used
   */
  public DataSource openUnchecked(Consumer<String> skipped, Consumer<String> note) {
    return open(skipped, note, skipBad);
  }

  private DataSource open(Consumer<String> skipped, Consumer<String> note, boolean decodes) {
    OptionalDouble share = heldOut == null ? OptionalDouble.empty() : OptionalDouble.of(heldOut);
    Consumer<String> onBad = skipBad ? skipped : LoadOptions.REFUSE;
    PixelLimit limit = new PixelLimit(mostPixels);
    return DataSource.parse(text, new LoadOptions(share, onBad, note, limit, decodes));
  }
}
