package dev.nasnet.data;

import dev.nasnet.data.files.Folders;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import java.io.File;
import java.util.List;
import java.util.Optional;
import org.tensorflow.op.Ops;

/** A labelled image data set, read and checked, that can put a pipeline into any graph. */
public interface DataSource {
  /**
   * Opens what a user named: {@code digits}, {@code cifar10:DIR}, {@code folder:DIR}, {@code
   * csv:FILE} or {@code tfrecord:GLOB}.
   *
   * @param text the source, as on the command line
   * @return the source, its files found and each image of a folder or a TFRecord decoded once, by
   *     TensorFlow on the CPU: where training is to share ops among another number of threads than
   *     the usual, claim them before ({@code device.ThreadPool})
   * @throws InvalidInputException if the text names no source, or a file is missing or damaged; the
   *     message is one line that names it
   */
  static DataSource parse(String text) {
    return parse(text, LoadOptions.STRICT);
  }

  /**
   * Opens what a user named, with another share held out or without its bad images.
   *
   * <p>Bad is an image in a {@code folder:} or a {@code tfrecord:} that TensorFlow does not decode,
   * or decodes to other colours (BMP files with a palette), or that is too large; a file that
   * cannot be read; and a last record of a {@code cifar10:} file that is cut short. The shipped
   * digits have none. Digits and CIFAR-10 have a split of their own and refuse a share.
   *
   * @param text the source, as for {@link #parse(String)}
   * @param reading share and bad images
   * @return the source
   * @throws InvalidInputException as {@link #parse(String)} does for all else
   */
  static DataSource parse(String text, LoadOptions reading) {
    int colon = text.indexOf(':');
    String place = text.substring(colon + 1);
    if (reading.multiLabel().isPresent() && !text.startsWith("csv:")) {
      throw new InvalidInputException(
          ("data (%s) must be csv:FILE with `multiLabel`, since only a table gives an image any"
                  + " number of labels; list the images in one, or omit `multiLabel`")
              .formatted(text));
    }
    return switch (colon < 0 ? text + "!" : place.isEmpty() ? "" : text.substring(0, colon)) {
      case "digits!" -> DigitsSource.load(reading);
      case "cifar10" -> Cifar10Source.open(Folders.existing(text, place), reading);
      case "folder" -> SplitFolders.open(Folders.existing(text, place), reading);
      case "csv" -> CsvSource.open(place, reading);
      case "tfrecord" -> TfRecordSource.open(place, reading);
      default ->
          throw new InvalidInputException(
              "data (%s) must be digits, cifar10:DIR, folder:DIR, csv:FILE or tfrecord:GLOB%s"
                  .formatted(text, guess(text)));
    };
  }

  private static String guess(String text) {
    File file = new File(text);
    if (!file.exists()) {
      return "";
    }
    String kind =
        text.endsWith(".csv") ? "csv" : text.endsWith(".tfrecord") ? "tfrecord" : "folder";
    return file.isDirectory() == kind.equals("folder")
        ? "; did you mean %s:%s?".formatted(kind, text)
        : "";
  }

  /** {@return whether an image may have any number of labels; otherwise each has one} */
  default boolean isMultiLabel() {
    return false;
  }

  /** {@return the classes' names, in the order of their labels} */
  List<String> classNames();

  /**
   * Returns whether the data names its classes; else their names are their numbers.
   *
   * @return false only where a source has numbers alone
   */
  default boolean namesClasses() {
    return true;
  }

  /**
   * {@return whether the data has examples of a class: numbers in records may leave classes out}
   *
   * @param label the class's index in {@link #classNames()}
   */
  default boolean hasExamples(int label) {
    return true;
  }

  /** {@return how an image with another aspect ratio is brought to a network's size} */
  default ResizeMode resize() {
    return ResizeMode.STRETCH;
  }

  /**
   * Returns how many examples a part of the data holds.
   *
   * @param split the part
   * @return the count, at least 0
   */
  int size(Split split);

  /**
   * Returns the names of a split's examples, in their fixed order.
   *
   * @param split the part of the data
   * @return a name for each example, such as the file's path within its folder; empty where a
   *     source has no names
   */
  default Optional<List<String>> names(Split split) {
    return Optional.empty();
  }

  /**
   * Reads the sizes of the training images from their headers.
   *
   * @return the sizes; empty where they are not known without decoding
   */
  default Optional<ImageSizes> sizes() {
    return Optional.empty();
  }

  /**
   * {@return how many images of each class are trained on and held out, in the labels' order} An
   * image of several labels counts for each of them.
   */
  List<ClassCount> counts();

  /** {@return one line: what the data is and where it came from} */
  String description();

  /** {@return 64 hex digits that change when the data does} */
  String sha256();

  /**
   * Finds the image that a pipeline failed at, by decoding one after another: for when it did.
   *
   * @return the first that cannot be decoded, by its file and what is wrong, or empty
   */
  default Optional<String> undecodable() {
    return Optional.empty();
  }

  /**
   * Returns a few of its examples, evenly spread over each part, to look at.
   *
   * @param count how many at least, above 0, where there are so many
   * @return a source of every n-th example, in their fixed order
   */
  DataSource subsample(int count);

  /**
   * Adds a native {@code tf.data} pipeline to a graph.
   *
   * @param tf builds into the graph (not eager)
   * @param options split, sizes, shuffling and augmentation
   * @return the ends of the pipeline
   */
  BatchPipeline pipeline(Ops tf, PipelineOptions options);

  /**
   * Adds the pipeline of one worker's share of each epoch, as {@link #pipeline(Ops,
   * PipelineOptions)} does for all of it.
   *
   * @param tf the ops of the graph
   * @param options the split, the batch, the image size and the augmentation
   * @param share the worker, and the steps at which it begins
   * @return the tensors of a batch, and the op that begins an epoch
   */
  BatchPipeline pipeline(Ops tf, PipelineOptions options, WorkerShard share);
}
