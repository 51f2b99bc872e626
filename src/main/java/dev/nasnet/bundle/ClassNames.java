package dev.nasnet.bundle;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Class names in text files: UTF-8, one name a line, in the order of a model's outputs. A byte
 * order mark, the carriage returns of Windows, white space around a name and empty lines at the end
 * are not part of a name.
 */
public final class ClassNames {
  /** TF-slim's {@code labels.txt}: a class's number, a colon, its name. */
  private static final Pattern NUMBERED = Pattern.compile("([0-9]{1,9}):(.*)");

  private static final String MARK = "\uFEFF";

  private ClassNames() {}

  /**
   * Reads a user's file of names. From a file in TF-slim's form, {@code 0:ant}, the numbers are
   * removed.
   *
   * @param file the text file
   * @return one name for each line, in the order of the lines
   * @throws InvalidInputException if the file cannot be read or is not UTF-8, or if its numbers are
   *     not 0, 1, 2 … in order
   */
  public static List<String> read(Path file) {
    try {
      return withoutNumbers(lines(decoded(Files.readAllBytes(file))), file);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(
          "labels (%s) must be text in UTF-8; save the file in that encoding".formatted(file));
    } catch (IOException e) {
      throw new InvalidInputException(
          "labels (%s) cannot be read; give a text file with one class name a line"
              .formatted(file));
    }
  }

  /**
   * Reads the class names of a bundle.
   *
   * @param version the version's folder
   * @return the names in the order of the outputs; empty where the bundle has no class names
   * @throws FailureException if the file cannot be read or is not UTF-8
   */
  public static List<String> ofBundle(Path version) {
    return ofBundle(version, BundleFiles.LABELS);
  }

  /**
   * Reads the WordNet ids of a bundle's classes.
   *
   * @param version the version's folder
   * @return the ids in the order of the outputs; empty where the bundle has none
   * @throws FailureException if the file cannot be read or is not UTF-8
   */
  public static List<String> idsOfBundle(Path version) {
    return ofBundle(version, BundleFiles.CLASS_IDS);
  }

  private static List<String> ofBundle(Path version, String name) {
    Path file = version.resolve(name);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    try {
      return lines(decoded(Files.readAllBytes(file)));
    } catch (CharacterCodingException e) {
      throw new FailureException(
          "labels (%s) must be text in UTF-8; export the model again".formatted(file), e);
    } catch (IOException e) {
      throw new FailureException("labels (%s) cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * Returns a name in Unicode's normal form NFC, in which names are compared: file systems and
   * editors differ in how they encode a letter with an accent.
   *
   * @param name the name as a file has it
   * @return the name in form NFC
   */
  public static String normalized(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /**
   * {@return whether two lists have the same class names in the same order, after {@link
   * #normalized(String)}}
   *
   * @param names the class names of one list, in order
   * @param others the class names of the other list, in order
   */
  public static boolean same(List<String> names, List<String> others) {
    return normalized(names).equals(normalized(others));
  }

  /**
   * {@return each name in Unicode's normal form NFC}
   *
   * @param names the class names, in order
   */
  public static List<String> normalized(List<String> names) {
    return names.stream().map(ClassNames::normalized).toList();
  }

  private static String decoded(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>(text.lines().map(String::strip).toList());
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return List.copyOf(lines);
  }

  private static List<String> withoutNumbers(List<String> lines, Path file) {
    boolean isNumbered =
        !lines.isEmpty()
            && (lines.get(0).startsWith("0:")
                || lines.stream().allMatch(line -> NUMBERED.matcher(line).matches()));
    if (!isNumbered) {
      return lines;
    }
    List<String> names = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = NUMBERED.matcher(line);
      if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != names.size()) {
        throw new InvalidInputException(
            "labels (%s) line %d (%s) must begin with %d: as the lines are numbered from 0 in order; sort or renumber them"
                .formatted(file, names.size() + 1, line, names.size()));
      }
      names.add(matcher.group(2).strip());
    }
    return List.copyOf(names);
  }
}
