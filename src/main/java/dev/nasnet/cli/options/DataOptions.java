package dev.nasnet.cli.options;

import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.LoadOptions;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which images, and how they are read; a picocli mixin. */
final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "SOURCE",
      description = "digits, cifar10:DIR, folder:DIR or tfrecord:GLOB.")
  @SuppressWarnings("NullAway.Init")
  private String data;

  @Option(
      names = "--held-out",
      paramLabel = "FRACTION",
      description =
          "Of a folder's or TFRecords' images, to score on (" + LoadOptions.HELD_OUT + ").")
  private @Nullable Double heldOut;

  @Option(
      names = "--skip-bad",
      description = "Leave out images that cannot be decoded, and count them.")
  private boolean skipBad;

  @Mixin private final PixelOptions pixels = new PixelOptions();

  /** The source as given. */
  String text() {
    return data;
  }

  /** The source and how it is read. */
  DataSourceSpec request() {
    return new DataSourceSpec(data, heldOut, skipBad, pixels.limit().pixels());
  }

  /** Opens the source; what is skipped goes to {@code err}, a line each and their number. */
  DataSource open(PrintWriter err) {
    AtomicInteger count = new AtomicInteger();
    DataSource source =
        request()
            .open(
                fault -> {
                  count.incrementAndGet();
                  err.println("nasnet: skipped: " + fault);
                });
    if (skipBad) {
      err.println("nasnet: %d bad images skipped".formatted(count.get()));
      err.flush();
    }
    return source;
  }
}
