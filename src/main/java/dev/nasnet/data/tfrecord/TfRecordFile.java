package dev.nasnet.data.tfrecord;

import dev.nasnet.data.files.HoldoutRule;
import dev.nasnet.data.files.ImageCheck;
import dev.nasnet.image.ImageHeader;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/**
 * A TFRecord file read once in Java: its records' labels and hashes, and what is wrong with them.
 *
 * @param file the path of the file
 * @param compression of the whole file
 * @param records in their order
 */
public record TfRecordFile(Path file, TfRecordCompression compression, List<Scanned> records) {
  /** The feature of an example that has the encoded image. */
  public static final String IMAGE = TfRecords.IMAGE;

  /** The feature of an example that has the label, an int64. */
  public static final String LABEL = TfRecords.LABEL;

  /** Records that are looked at together, on all cores. */
  private static final int TOGETHER = 256;

  /** The bytes of records that are looked at together, about. */
  private static final long MOST_BYTES = 1 << 26;

  /**
   * What is known of a record.
   *
   * @param hash of its bytes
   * @param label as the record has it, or {@link HoldoutRule#NEITHER} where its image is bad
   */
  public record Scanned(long hash, int label) {}

  /** A record before it is looked at. */
  private record Waiting(
      ByteBuffer record, ByteBuffer image, int label, String name, String where) {}

  /** What is found of a record. */
  private record Found(long hash, Optional<String> fault) {}

  /**
   * Reads a file.
   *
   * @param file the path of the file
   * @param check decides which images are bad
   * @param onBad takes a line for each record with a bad image; if it returns, reading goes on
   * @param classes collects the class of each record with an image that can be decoded
   * @return the records
   */
  public static TfRecordFile read(
      Path file, ImageCheck check, Consumer<String> onBad, RecordClasses classes) {
    List<Scanned> all = new ArrayList<>();
    List<Waiting> waiting = new ArrayList<>();
    long bytes = 0;
    try (TfRecords records =
        TfRecords.open(Files.newInputStream(file), Files.size(file), file.toString())) {
      Optional<Example> example = records.next();
      while (example.isPresent()) {
        int label = label(example.get(), records.where());
        byte[] record = records.record();
        waiting.add(
            new Waiting(
                ByteBuffer.wrap(record),
                ByteBuffer.wrap(image(example.get())),
                label,
                RecordClasses.name(example.get()),
                records.where()));
        bytes += record.length;
        if (waiting.size() == TOGETHER || bytes > MOST_BYTES) {
          all.addAll(scan(waiting, check, onBad, classes));
          waiting.clear();
          bytes = 0;
        }
        example = records.next();
      }
      all.addAll(scan(waiting, check, onBad, classes));
      return new TfRecordFile(file, records.compression(), all);
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the headers of the first images, for their sizes.
   *
   * @param most the largest number of images
   * @return the headers of those that have a known format
   */
  public List<ImageHeader> headers(int most) {
    List<ImageHeader> headers = new ArrayList<>();
    try (TfRecords opened =
        TfRecords.open(Files.newInputStream(file), Files.size(file), file.toString())) {
      for (int i = 0; i < Math.min(most, records.size()); i++) {
        opened.next().flatMap(example -> ImageHeader.of(image(example))).ifPresent(headers::add);
      }
      return headers;
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<Scanned> scan(
      List<Waiting> waiting, ImageCheck check, Consumer<String> onBad, RecordClasses classes) {
    List<Found> found =
        IntStream.range(0, waiting.size())
            .parallel()
            .mapToObj(waiting::get)
            .map(
                of ->
                    new Found(
                        HoldoutRule.hash(of.record().array()),
                        check.content(of.image().array(), of.where())))
            .toList();
    List<Scanned> scanned = new ArrayList<>();
    for (int i = 0; i < waiting.size(); i++) {
      Waiting of = waiting.get(i);
      Optional<String> fault = found.get(i).fault();
      fault.ifPresent(what -> onBad.accept(of.where() + " " + what));
      if (fault.isEmpty()) {
        classes.add(of.name(), of.label(), of.where());
      }
      int label = fault.isPresent() ? HoldoutRule.NEITHER : of.label();
      scanned.add(new Scanned(found.get(i).hash(), label));
    }
    return scanned;
  }

  private static int label(Example example, String where) {
    var features = example.getFeatures().getFeatureMap();
    Feature image = features.getOrDefault(IMAGE, Feature.getDefaultInstance());
    Feature label = features.getOrDefault(LABEL, Feature.getDefaultInstance());
    if (image.getBytesList().getValueCount() != 1 || label.getInt64List().getValueCount() != 1) {
      throw new InvalidInputException(
          "%s must have one %s (bytes) and one %s (int64)".formatted(where, IMAGE, LABEL));
    }
    long value = label.getInt64List().getValue(0);
    if (value < 0 || value > Short.MAX_VALUE) {
      throw new InvalidInputException(
          "%s %s (%d) must be 0..%d".formatted(where, LABEL, value, Short.MAX_VALUE));
    }
    return (int) value;
  }

  private static byte[] image(Example example) {
    Feature image = example.getFeatures().getFeatureOrThrow(IMAGE);
    return image.getBytesList().getValue(0).toByteArray();
  }
}
