package dev.nasnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the table of packages in docs/architecture.md: name, content, imports. */
final class PackageTable {
  private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.]+)` \\|[^|]*\\|([^|]*)\\|");
  private static final Pattern NAME = Pattern.compile("`([a-z0-9.]+)`");

  private PackageTable() {}

  /** Returns for each package all that it may import: the packages of its row, and theirs. */
  static Map<String, Set<String>> read() {
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(Path.of("docs/architecture.md"))) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          Set<String> imports = new LinkedHashSet<>();
          NAME.matcher(row.group(2)).results().forEach(name -> imports.add(name.group(1)));
          rows.put(row.group(1), imports);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Set<String>> closed = new LinkedHashMap<>();
    rows.keySet().forEach(name -> closed.put(name, reachable(rows, name)));
    return closed;
  }

  private static Set<String> reachable(Map<String, Set<String>> rows, String name) {
    Set<String> all = new LinkedHashSet<>();
    for (String direct : rows.get(name)) {
      if (!rows.containsKey(direct)) {
        throw new IllegalStateException(name + " may import " + direct + ", which has no row");
      }
      if (all.add(direct)) {
        all.addAll(reachable(rows, direct));
      }
    }
    return all;
  }
}
