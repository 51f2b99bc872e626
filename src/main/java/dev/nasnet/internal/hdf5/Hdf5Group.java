package dev.nasnet.internal.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds the content of a group that is to be written: named groups, named datasets and text
 * attributes. The order of addition is the order in the file.
 */
public final class Hdf5Group implements Hdf5Node {
  /** The value of an attribute. */
  sealed interface Attribute {
    /** A single text of any length, which is stored in the file's heap. */
    record Text(String value) implements Attribute {
      byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
      }
    }

    /** A one-dimensional array of short texts, each stored with the length of the longest. */
    record Row(List<String> values) implements Attribute {
      public Row {
        values = List.copyOf(values);
      }

      List<byte[]> utf8() {
        return values.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
      }
    }
  }

  private final Map<String, Hdf5Node> nodes = new LinkedHashMap<>();
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();

  /**
   * Returns the group at a path such as {@code layers/conv2d/vars}. Missing groups are created.
   *
   * @throws IllegalArgumentException if the path leads through a dataset
   */
  public Hdf5Group group(String path) {
    Hdf5Group group = this;
    for (String name : path.split("/", -1)) {
      Hdf5Node node = group.nodes.computeIfAbsent(name, key -> new Hdf5Group());
      if (!(node instanceof Hdf5Group next)) {
        throw new IllegalArgumentException("%s: %s is a dataset".formatted(path, name));
      }
      group = next;
    }
    return group;
  }

  /**
   * Adds a float32 dataset.
   *
   * @param path the name or path of the dataset; missing groups are created
   * @param shape the dimensions, each at least 1
   * @param values the values in row-major order, as many as the product of the dimensions; the
   *     array is not copied
   * @throws IllegalArgumentException if the path is taken or the number of values is wrong
   */
  public void dataset(String path, List<Integer> shape, float[] values) {
    int slash = path.lastIndexOf('/');
    Hdf5Group parent = slash < 0 ? this : group(path.substring(0, slash));
    Hdf5Dataset dataset = new Hdf5Dataset(shape, values);
    if (parent.nodes.putIfAbsent(path.substring(slash + 1), dataset) != null) {
      throw new IllegalArgumentException(path + " exists already");
    }
  }

  /** Adds an attribute with one UTF-8 text of any length (a variable-length string). */
  public void text(String name, String value) {
    attributes.put(name, new Attribute.Text(value));
  }

  /**
   * Adds an attribute with an array of UTF-8 texts (fixed-length strings padded with zeros).
   *
   * @param name the name of the attribute
   * @param values the texts, at least one; their number times the length of the longest must be
   *     below 64 KiB
   */
  public void texts(String name, List<String> values) {
    attributes.put(name, new Attribute.Row(values));
  }

  @Override
  public List<Hdf5Node> children() {
    return List.copyOf(nodes.values());
  }

  Map<String, Hdf5Node> nodes() {
    return nodes;
  }

  Map<String, Attribute> attributes() {
    return attributes;
  }

  /** Returns the texts that are stored in the heap, in order. */
  List<byte[]> heapTexts() {
    return attributes.values().stream()
        .filter(Attribute.Text.class::isInstance)
        .map(attribute -> ((Attribute.Text) attribute).utf8())
        .toList();
  }
}
