package dev.nasnet.run;

import java.util.List;

/**
 * Names of files without the folders they lie in: what a bundle tells of its origin is read by
 * others, who have no business with this machine's folders and users.
 */
public final class PathRedaction {
  private PathRedaction() {}

  /** A path's last part. */
  public static String of(String path) {
    String trimmed = path.replaceFirst("[/\\\\]+$", "");
    return trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
  }

  /** A data source's text: {@code folder:/home/ada/flowers} is {@code folder:flowers}. */
  public static String ofData(String text) {
    int colon = text.indexOf(':');
    return text.substring(0, colon + 1) + of(text.substring(colon + 1));
  }

  /** The same with bare names, in what it reports too. */
  public static InitialWeights of(InitialWeights init) {
    String bare = of(init.file());
    List<String> report = init.report().stream().map(PathRedaction::inWords).toList();
    return new InitialWeights(
        bare, init.kind(), init.sha256(), init.loaded(), init.fresh(), report);
  }

  /** A sentence whose words that are paths are bare names. */
  private static String inWords(String sentence) {
    return String.join(
        " ",
        java.util.Arrays.stream(sentence.split(" ", -1))
            .map(word -> word.matches(".*[/\\\\].*") ? of(word) : word)
            .toList());
  }
}
