package dev.nasnet.data.tfrecord;

import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/**
 * The classes of TFRecords, gathered record by record: their labels, and their names where the
 * records have {@code image/class/text}. Where all records have names and the lowest label is 1,
 * the labels are one-based: class 0 is that of label 1.
 */
public final class RecordClasses {
  /** Creates classes without records. */
  public RecordClasses() {}

  /** The feature that holds a class's name, one of bytes. */
  static final String TEXT = "image/class/text";

  private final Map<Integer, String> names = new TreeMap<>();
  private boolean isNamed = true;

  /**
   * Adds a record.
   *
   * @param name the class's name, empty if the record has none
   * @param label as the record has it
   * @param where names the file and the record
   * @throws InvalidInputException if another record gives the label another name
   */
  void add(String name, int label, String where) {
    isNamed &= !name.isEmpty();
    String known = names.merge(label, name, (first, second) -> first.isEmpty() ? second : first);
    if (!name.isEmpty() && !known.equals(name)) {
      throw new InvalidInputException(
          "%s %s (%s) must be %s, the name of label %d in other records"
              .formatted(where, TEXT, name, known, label));
    }
  }

  /** Returns the name that a record gives its class, or an empty text. */
  static String name(Example example) {
    Feature text = example.getFeatures().getFeatureOrDefault(TEXT, Feature.getDefaultInstance());
    return text.getBytesList().getValueCount() == 1
        ? text.getBytesList().getValue(0).toStringUtf8().strip()
        : "";
  }

  /** {@return whether each record names its class} */
  public boolean isNamed() {
    return isNamed && !names.isEmpty();
  }

  /** {@return what is taken from a record's label: 1 where labels are one-based, else 0} */
  public int first() {
    return isNamed() && !names.containsKey(0) && names.containsKey(1) ? 1 : 0;
  }

  /**
   * {@return whether there are records of a class}
   *
   * @param label the class, from 0
   */
  public boolean hasExamples(int label) {
    return names.containsKey(label + first());
  }

  /** {@return the names in the order of the labels; a class without a name has its number} */
  public List<String> classNames() {
    List<String> all = new ArrayList<>();
    int last = names.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    for (int label = first(); label <= last; label++) {
      String name = isNamed() ? names.getOrDefault(label, "") : "";
      all.add(name.isEmpty() ? Integer.toString(label) : name);
    }
    return all;
  }
}
