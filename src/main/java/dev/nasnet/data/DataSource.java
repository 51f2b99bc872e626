package dev.nasnet.data;

import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import java.util.function.Consumer;
import org.tensorflow.op.Ops;

/** A labelled image data set, read and checked, that can put a pipeline into any graph. */
public interface DataSource {
  /**
   * Opens what a user named: {@code digits}, {@code cifar10:DIR}, {@code folder:DIR} or {@code
   * tfrecord:GLOB}.
   *
   * @param text the source, as on the command line
   * @return the source, its files found and checked; no TensorFlow is started
   * @throws InvalidInputException if the text names no source, or a file is missing or damaged; the
   *     message is one line that names it
   */
  static DataSource parse(String text) {
    return parse(
        text,
        fault -> {
          throw new InvalidInputException(fault);
        });
  }

  /**
   * Opens what a user named, and may pass over bad images in a folder.
   *
   * @param text the source, as for {@link #parse(String)}
   * @param onBadImage told of each image in a {@code folder:} that is not whole, in one line that
   *     names the file; if it returns, that image is left out, else what it throws is thrown
   * @return the source
   * @throws InvalidInputException as {@link #parse(String)} does for all else
   */
  static DataSource parse(String text, Consumer<String> onBadImage) {
    int colon = text.indexOf(':');
    String place = text.substring(colon + 1);
    return switch (colon < 0 ? text + "!" : place.isEmpty() ? "" : text.substring(0, colon)) {
      case "digits!" -> DigitsSource.load();
      case "cifar10" -> Cifar10Source.open(Folders.existing(text, place));
      case "folder" -> FolderSource.open(Folders.existing(text, place), onBadImage);
      case "tfrecord" -> TfRecordSource.open(place);
      default ->
          throw new InvalidInputException(
              "data (" + text + ") must be digits, cifar10:DIR, folder:DIR or tfrecord:GLOB");
    };
  }

  /** Returns the classes' names, in the order of their labels. */
  List<String> classNames();

  /**
   * Returns how many examples a part of the data holds.
   *
   * @param split the part
   * @return the count, at least 0
   */
  int size(Split split);

  /** Returns one line: what the data is and where it came from. */
  String description();

  /** Returns 64 hex digits that change when the data does. */
  String sha256();

  /**
   * Adds a native {@code tf.data} pipeline to a graph.
   *
   * @param tf builds into the graph (not eager)
   * @param options split, sizes, shuffling and augmentation
   * @return the ends of the pipeline
   */
  BatchPipeline pipeline(Ops tf, PipelineOptions options);
}
