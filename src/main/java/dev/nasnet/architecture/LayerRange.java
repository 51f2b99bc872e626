package dev.nasnet.architecture;

import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A selection of layers with variables, written as a layer's name, a block ({@code stem}, {@code
 * stem_1}, {@code cell_0}, {@code reduce_4}, …, {@code auxiliary}, {@code head}), {@code FROM..TO},
 * or several of these separated by commas. Blocks have the order of {@link Block}.
 */
public final class LayerRange {
  private static final int NEAR = 3;

  private final String text;
  private final List<String> layers;
  private final Map<String, List<String>> blocks;

  private LayerRange(Network network, String text) {
    this.text = text;
    blocks =
        network.weightedLayers().stream()
            .sorted(Comparator.comparing(layer -> layer.location().block()))
            .collect(
                Collectors.groupingBy(
                    layer -> layer.location().block().name(),
                    LinkedHashMap::new,
                    Collectors.mapping(Layer::name, Collectors.toUnmodifiableList())));
    layers = blocks.values().stream().flatMap(List::stream).toList();
  }

  /**
   * {@return the names of the layers that a text selects}
   *
   * @param network the network with the layers
   * @param text layers, blocks and ranges, separated by commas
   * @throws InvalidInputException if the text names a layer or block that the network does not have
   */
  public static Set<String> of(Network network, String text) {
    LayerRange range = new LayerRange(network, text);
    Set<String> chosen = new LinkedHashSet<>();
    Arrays.stream(text.split(",", -1)).forEach(part -> chosen.addAll(range.part(part.strip())));
    return chosen;
  }

  private List<String> part(String part) {
    int dots = part.indexOf("..");
    List<String> from = named(dots < 0 ? part : part.substring(0, dots));
    List<String> to = dots < 0 ? from : named(part.substring(dots + 2));
    int begin = layers.indexOf(from.get(0));
    int end = layers.indexOf(to.get(to.size() - 1));
    if (begin > end) {
      throw new InvalidInputException(
          "layers (%s) must go from the image to the classifier; swap the ends of %s"
              .formatted(text, part));
    }
    return layers.subList(begin, end + 1);
  }

  private List<String> named(String word) {
    if (layers.contains(word)) {
      return List.of(word);
    }
    List<String> block = blocks.get(word);
    if (block == null) {
      throw new InvalidInputException(
          "layers (%s) must be blocks or layers with weights; %s is none: near it are %s"
              .formatted(text, word.isEmpty() ? "an empty word" : word, near(word)));
    }
    return block;
  }

  private String near(String word) {
    List<String> all = new ArrayList<>(blocks.keySet());
    all.addAll(layers);
    return all.stream()
        .sorted(Comparator.comparingInt(name -> distance(word, name)))
        .limit(NEAR)
        .collect(Collectors.joining(", "));
  }

  /** Levenshtein's distance: the number of letters to insert, delete or change. */
  private static int distance(String one, String other) {
    int[] row = Stream.iterate(0, i -> i + 1).limit(other.length() + 1L).mapToInt(i -> i).toArray();
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
