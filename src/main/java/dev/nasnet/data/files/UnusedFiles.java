package dev.nasnet.data.files;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What lies in a data folder and is not used, counted by kind. */
public final class UnusedFiles {
  /** Creates counts of nothing. */
  public UnusedFiles() {}

  private static final int MOST_KINDS = 10;
  private static final int LONGEST_SUFFIX = 10;

  private final Map<String, Integer> kinds = new TreeMap<>();

  /**
   * Counts one of a kind.
   *
   * @param kind the words for it in the line
   */
  public void add(String kind) {
    kinds.merge(kind, 1, Integer::sum);
  }

  /**
   * Counts a file by its suffix.
   *
   * @param file the path, of which the suffix is the kind
   */
  public void add(Path file) {
    String name = Folders.name(file);
    int dot = name.lastIndexOf('.');
    boolean hasSuffix = dot > 0 && dot < name.length() - 1 && name.length() - dot <= LONGEST_SUFFIX;
    add(hasSuffix ? name.substring(dot).toLowerCase(Locale.ROOT) : "no suffix");
  }

  /**
   * {@return one line with the count of each kind, the most frequent first; empty if all was used}
   */
  public Optional<String> line() {
    if (kinds.isEmpty()) {
      return Optional.empty();
    }
    int all = kinds.values().stream().mapToInt(Integer::intValue).sum();
    String most =
        kinds.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_KINDS)
            .map(kind -> "%s (%d)".formatted(kind.getKey(), kind.getValue()))
            .collect(Collectors.joining(", "));
    String rest = kinds.size() > MOST_KINDS ? ", and other kinds" : "";
    return Optional.of("has %d entries that are not used: %s%s".formatted(all, most, rest));
  }
}
