package dev.nasnet.internal.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A group to be written: named groups and datasets and named texts, in the order in which they were
 * added, which is their order in the file.
 */
public final class Hdf5Group implements Hdf5Node {
  /** An attribute's value. */
  sealed interface Attribute {
    /** One text of any length; it stands in the file's heap. */
    record Text(String value) implements Attribute {
      byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
      }
    }

    /** A row of short texts, each given as much room as the longest. */
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

  /** The group at this path, such as {@code layers/conv2d/vars}; made where missing. */
  public Hdf5Group group(String path) {
    Hdf5Group group = this;
    for (String name : path.split("/", -1)) {
      Hdf5Node node = group.nodes.computeIfAbsent(name, made -> new Hdf5Group());
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
   * @param path its name, or the path to it
   * @param shape its dimensions, none of them 0
   * @param values row-major, as many as the shape's product; not copied
   */
  public void dataset(String path, List<Integer> shape, float[] values) {
    int slash = path.lastIndexOf('/');
    Hdf5Group parent = slash < 0 ? this : group(path.substring(0, slash));
    Hdf5Dataset dataset = new Hdf5Dataset(shape, values);
    if (parent.nodes.putIfAbsent(path.substring(slash + 1), dataset) != null) {
      throw new IllegalArgumentException(path + " is there already");
    }
  }

  /** Adds an attribute of one UTF-8 text of any length (a variable-length string). */
  public void text(String name, String value) {
    attributes.put(name, new Attribute.Text(value));
  }

  /**
   * Adds an attribute of a row of UTF-8 texts (fixed-length strings padded with zeros).
   *
   * @param values at least one; together under 64 KiB, at the width of the longest
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

  /** The texts that stand in the heap, in order. */
  List<byte[]> heapTexts() {
    return attributes.values().stream()
        .filter(Attribute.Text.class::isInstance)
        .map(attribute -> ((Attribute.Text) attribute).utf8())
        .toList();
  }
}
