package dev.nasnet.run;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes the folders from file names, so that the provenance of a bundle, which others read, names
 * neither the folders nor the users of the machine that trained it.
 */
public final class PathRedaction {
  /** An option with its value, or a data source with its place, before what may be a path. */
  private static final Pattern BEFORE_PATH =
      Pattern.compile("((?:--[\\w-]+=)?(?:(?:folder|tfrecord|cifar10):)?)(.*)", Pattern.DOTALL);

  private PathRedaction() {}

  /**
   * {@return the last part of a path}
   *
   * @param path a path with {@code /} or {@code \} between its parts
   */
  public static String of(String path) {
    String trimmed = path.replaceFirst("[/\\\\]+$", "");
    return trimmed.substring(Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\')) + 1);
  }

  /**
   * {@return a data source without its folders: {@code folder:flowers} for {@code
   * folder:/home/ada/flowers}}
   *
   * @param text the source, as {@code --data} takes it
   */
  public static String ofData(String text) {
    int colon = text.indexOf(':');
    return text.substring(0, colon + 1) + of(text.substring(colon + 1));
  }

  /**
   * {@return the words of a command line, each path without its folders}
   *
   * @param words the words, the first of them the command's name
   */
  public static List<String> ofCommand(List<String> words) {
    return words.stream().map(PathRedaction::ofWord).toList();
  }

  private static String ofWord(String word) {
    Matcher parts = BEFORE_PATH.matcher(word);
    return parts.matches() ? parts.group(1) + of(parts.group(2)) : word;
  }

  /**
   * {@return a description of initial weights without folders, in its report too}
   *
   * @param init the description, with its folders
   */
  public static InitialWeights of(InitialWeights init) {
    String bare = of(init.file());
    List<String> report = init.report().stream().map(PathRedaction::inSentence).toList();
    return new InitialWeights(
        bare, init.kind(), init.sha256(), init.loaded(), init.fresh(), report);
  }

  /** Returns a sentence, each word that is a path without its folders. */
  private static String inSentence(String sentence) {
    return String.join(
        " ",
        Arrays.stream(sentence.split(" ", -1))
            .map(word -> word.matches(".*[/\\\\].*") ? of(word) : word)
            .toList());
  }
}
