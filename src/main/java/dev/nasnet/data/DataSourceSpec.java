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
 * @param heldOut the share of images to score on, above 0 and below 1, or null for the source's
 * @param skipBad whether images that are not whole are left out, not refused
 * @param mostPixels how large an image may be that is decoded
 */
public record DataSourceSpec(
    String text, @Nullable Double heldOut, boolean skipBad, long mostPixels)
    implements Serializable {
  /**
   * Opens it.
   *
   * @param skipped hears a line of each image that is left out
   */
  public DataSource open(Consumer<String> skipped) {
    OptionalDouble share = heldOut == null ? OptionalDouble.empty() : OptionalDouble.of(heldOut);
    Consumer<String> onBad = skipBad ? skipped : LoadOptions.REFUSE;
    return DataSource.parse(text, new LoadOptions(share, onBad, new PixelLimit(mostPixels)));
  }
}
