package dev.nasnet.cli.options;

import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.LoadOptions;
import dev.nasnet.problem.OneLine;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which images, and how they are read; a picocli mixin. */
public final class DataOptions {
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
      description = {
        "Share of each class of a folder or of TFRecords to score on, chosen by a hash (default: "
            + LoadOptions.HELD_OUT
            + ").",
        "1 scores all images (evaluate)."
      })
  private @Nullable Double heldOut;

  @Option(
      names = "--skip-bad",
      description = "Skip images that cannot be decoded, name and count them.")
  private boolean skipBad;

  @Mixin private final PixelOptions pixels = new PixelOptions();

  /** The source as given. */
  public String text() {
    return data;
  }

  /** The source and how it is read. */
  public DataSourceSpec request() {
    return new DataSourceSpec(data, heldOut, skipBad, pixels.limit().pixels());
  }

  /**
   * Opens the source and decodes each image once; what is skipped goes to {@code err}, a line each
   * and their number, and so does a line on what is not used.
   */
  public DataSource open(PrintWriter err) {
    return open(err, request()::open);
  }

  /** As {@link #open}, where only a few images are read, so that not all need be decoded. */
  public DataSource openForSome(PrintWriter err) {
    return open(err, request()::openUnchecked);
  }

  private interface Opening {
    DataSource open(Consumer<String> skipped, Consumer<String> note);
  }

  private DataSource open(PrintWriter err, Opening opening) {
    AtomicInteger count = new AtomicInteger();
    DataSource source =
        opening.open(
            fault -> {
              count.incrementAndGet();
              err.println("nasnet: skipped: " + OneLine.of(fault));
            },
            note -> err.println("nasnet: " + OneLine.of(note)));
    if (skipBad) {
      err.println("nasnet: %d bad images skipped".formatted(count.get()));
    }
    err.flush();
    return source;
  }
}
