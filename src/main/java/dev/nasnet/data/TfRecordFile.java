package dev.nasnet.data;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/**
 * A TFRecord file read once in Java, to count its records, find its labels and name what is wrong.
 * Checksums are left to TensorFlow.
 */
final class TfRecordFile {
  static final String IMAGE = TfRecords.IMAGE;
  static final String LABEL = TfRecords.LABEL;
  static final long BAD = -1;

  private TfRecordFile() {}

  /** What is done with a record's example. */
  private interface Visit {
    /** Takes one; {@code where} tells the file and the record. */
    void example(Example example, String where);
  }

  /**
   * The labels of a file's records, in order; of a record whose image is bad, −1.
   *
   * @param reading is told of each such record; if it returns, reading goes on
   * @param classes takes the class of each other record
   */
  static List<Long> labels(Path file, LoadOptions reading, RecordClasses classes) {
    List<Long> labels = new ArrayList<>();
    visit(
        file,
        (example, where) -> {
          long label = label(example, where);
          Optional<String> fault = ImageFile.fault(image(example), reading.limit());
          fault.ifPresent(what -> reading.onBad().accept(where + " " + what + "; leave it out"));
          labels.add(fault.isPresent() ? BAD : label);
          if (fault.isEmpty()) {
            classes.add(example, label, where);
          }
        });
    return labels;
  }

  /** The first record whose image no decoder takes. */
  static Optional<String> undecodable(Path file, Decoder decoder) {
    List<String> found = new ArrayList<>();
    visit(
        file,
        (example, where) -> {
          if (found.isEmpty() && !decoder.decodes(image(example))) {
            found.add(where + " cannot be decoded; leave it out");
          }
        });
    return found.stream().findFirst();
  }

  private static void visit(Path file, Visit visit) {
    try (TfRecords records =
        new TfRecords(Files.newInputStream(file), Files.size(file), file.toString(), false)) {
      Optional<Example> example = records.next();
      while (example.isPresent()) {
        visit.example(example.get(), records.where());
        example = records.next();
      }
    } catch (IOException e) {
      throw new FailureException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static long label(Example example, String where) {
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
    return value;
  }

  private static byte[] image(Example example) {
    Feature image = example.getFeatures().getFeatureOrThrow(IMAGE);
    return image.getBytesList().getValue(0).toByteArray();
  }
}
