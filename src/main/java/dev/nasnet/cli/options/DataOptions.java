package dev.nasnet.cli.options;

import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.LoadOptions;
import dev.nasnet.data.MultiLabel;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.problem.OneLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that name the images and set how they are read; a picocli mixin. */
@HelpSection.In(HelpSection.DATA)
public final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      description = {
        "The images: digits (built in), cifar10:DIR (CIFAR-10's binary files), folder:DIR (one"
            + " sub-folder of images per class; or train, val or validation, and test, each with"
            + " such sub-folders), csv:FILE (a table with a header and the columns path, label and,"
            + " perhaps, split; see --multi-label for several labels) or tfrecord:GLOB (TFRecord"
            + " files of tf.train.Example).",
        "Default: none; it must be given, except to train with --resume or --config."
      })
  private @Nullable String data;

  @Option(
      names = "--held-out",
      paramLabel = "FRACTION",
      description = {
        "The share of each class of a folder or of TFRecords that is held out to score on, above 0"
            + " and at most 1. A hash of the image decides. With 1, nasnet evaluate scores all"
            + " images.",
        "Default: "
            + LoadOptions.HELD_OUT
            + "; digits and CIFAR-10 have held-out images of their own."
      })
  private @Nullable Double heldOut;

  @Option(
      names = "--skip-bad",
      description =
          "Skip images that cannot be decoded, and report their names and number (default: the"
              + " first such image ends the command).")
  private boolean skipBad;

  @Option(
      names = "--multi-label",
      description =
          "Let an image have any number of labels, none too: csv:FILE then has, beside path and"
              + " split, a column of 0 and 1 for each class, or one column labels of names with"
              + " --label-separator. A network is trained with a sigmoid head and the binary"
              + " cross-entropy. For nasnet evaluate the model must have a sigmoid head; one that"
              + " was trained so needs no option (default: each image has one label).")
  private boolean multiLabel;

  @Option(
      names = "--label-separator",
      paramLabel = "CHAR",
      description =
          "The character between two names in a column labels, such as | or ;; no letter, digit,"
              + " space, quote or comma (default: |).")
  private @Nullable String labelSeparator;

  @Mixin private final PixelOptions pixels = new PixelOptions();

  /**
   * Returns the value of {@code --data}, as given.
   *
   * @throws InvalidInputException if it is not given
   */
  public String text() {
    if (data == null) {
      throw new InvalidInputException(
          "--data must name the images, for example --data folder:photos; add it");
    }
    return data;
  }

  /** Returns whether {@code --multi-label} or {@code --label-separator} is given. */
  public boolean givesMultiLabel() {
    return multiLabel || labelSeparator != null;
  }

  /** Returns whether {@code --label-separator} is given. */
  public boolean givesSeparator() {
    return labelSeparator != null;
  }

  /** Returns how a table has several labels, whether or not {@code --multi-label} is given. */
  public MultiLabel separator() {
    return labelSeparator == null ? MultiLabel.STANDARD : MultiLabel.of(labelSeparator);
  }

  /** Returns the source with the settings with which it is read. */
  public DataSourceSpec request() {
    return request(heldOut);
  }

  /** Returns the source with another share of held-out images, or the source's own for null. */
  public DataSourceSpec request(@Nullable Double share) {
    return new DataSourceSpec(text(), share, skipBad, pixels.limit().pixels())
        .withMultiLabel(multiLabel ? separator() : null);
  }

  /**
   * Opens the source and decodes each image once.
   *
   * @param err receives a line for each image that is skipped, their number, and a line for files
   *     that are not used
   */
  public DataSource open(PrintWriter err) {
    return open(err, request());
  }

  /**
   * Opens a source with these options' settings and others.
   *
   * @param err receives the same lines as in {@link #open(PrintWriter)}
   */
  public DataSource open(PrintWriter err, DataSourceSpec request) {
    return open(err, request::open);
  }

  /**
   * Opens the test images of a source, if it has any.
   *
   * @param err receives the same lines as in {@link #open(PrintWriter)}
   * @param classNames the class names of the training data
   */
  public Optional<DataSource> openTest(
      PrintWriter err, DataSourceSpec request, List<String> classNames) {
    return request.openTest(
        classNames,
        fault -> err.println("nasnet: skipped: " + OneLine.of(fault)),
        note -> err.println("nasnet: " + OneLine.of(note)));
  }

  /**
   * Opens the source without decoding all images, for a command that reads only a few.
   *
   * @param err receives the same lines as in {@link #open(PrintWriter)}
   * @param resize how images with another aspect ratio are brought to the network's size
   */
  public DataSource openForSome(PrintWriter err, ResizeMode resize) {
    return open(err, request().withResize(resize)::openUnchecked);
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
