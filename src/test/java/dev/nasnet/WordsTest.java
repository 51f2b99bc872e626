package dev.nasnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.JavaText.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Comments, messages, scripts and documentation use the usual words of the field. Programs, files
 * and models are not described as people, and sentences do not depend on their neighbours. Quoted
 * text and code are exempt.
 */
class WordsTest {
  /** Words and phrases that the text of this project avoids, as regular expressions. */
  private static final List<String> AVOIDED =
      List.of(
          "who",
          "whom",
          "whose",
          "whence",
          "house",
          "rooms?",
          "as the others?[,.;]",
          "refuses what makes no sense",
          "thousand million",
          "wrongly asked",
          "of one's own",
          "(is|are|was|were) told",
          "tells",
          "knows?",
          "asks",
          "hears",
          "bears?",
          "lives",
          "takes? part",
          "bettered",
          "(leaves?|leaving|left) out",
          "(models?|networks?|graphs?|bundles?|classifiers?|layers?|signatures?|programs?"
              + "|keras|python|java|tensorflow|it|they|what) answers?");

  private static final List<Pattern> PATTERNS =
      AVOIDED.stream()
          .map(words -> "\\b" + words.replace(" ", "\\s+") + (words.endsWith("]") ? "" : "\\b"))
          .map(regex -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE))
          .toList();

  private static final Pattern FENCE =
      Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);

  /** Inline code, quoted text and the targets of links, each within its paragraph. */
  private static final Pattern QUOTED =
      Pattern.compile("`[^`]*`|\"(?:[^\"\\n]|\\n(?!\\n))*\"|“[^”]*”|]\\([^)]*\\)");

  @Test
  void javaCommentsAndMessages() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(Path.of("src/main/java"), ".java")) {
      for (Piece piece : JavaText.of(Files.readString(file))) {
        found.addAll(violations(file + ":" + piece.line(), piece.text()));
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void scripts() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files(Path.of("scripts"), "")) {
      found.addAll(violations(file.toString(), Files.readString(file)));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void documentation() throws IOException {
    List<Path> pages = new ArrayList<>(files(Path.of("docs"), ".md"));
    pages.addAll(files(Path.of(".github"), ".md"));
    pages.add(Path.of("savedmodels/README.md"));
    try (Stream<Path> root = Files.list(Path.of(""))) {
      root.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    List<String> found = new ArrayList<>();
    for (Path page : pages) {
      found.addAll(violations(page.toString(), prose(Files.readString(page))));
    }
    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A reader who waits.",
        "A file whose\nname is long.",
        "The plan of the house.",
        "As the other, with threads.",
        "23 thousand million",
        "What the network answers.",
        "Images are left out.",
        "One that hears of it."
      })
  void findsAvoidedWords(String text) {
    assertThat(violations("here", text)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The whole file.",
        "The answers are equal.",
        "Other threads go on.",
        "A classroom, a warehouse and a unknown bearing."
      })
  void acceptsOtherWords(String text) {
    assertThat(violations("here", text)).isEmpty();
  }

  @Test
  void quotedTextIsExempt() {
    String page =
        """
        Run `whence` or "the house
        that Jack built", see [a page](whose.md).

        ```sh
        who
        ```
        """;
    assertThat(violations("here", prose(page))).isEmpty();
    assertThat(violations("here", prose("A \"quoted\" word whose page"))).hasSize(1);
  }

  @Test
  void readsCommentsAndLiteralsOfJavaOnly() {
    String source =
        """
        class House { // a comment {@code who}
          /**
           * Two lines of
           * Javadoc.
           */
          char who = '"';
          String knows = "first " + "second \\" half";
        }
        """;
    assertThat(JavaText.of(source))
        .extracting(piece -> piece.line() + " " + piece.text().strip().replaceAll("\\s+", " "))
        .containsExactly("1 a comment … Two lines of Javadoc.", "7 first second \\\" half");
  }

  private static List<String> violations(String place, String text) {
    return PATTERNS.stream()
        .flatMap(pattern -> pattern.matcher(text).results())
        .map(match -> place + ": " + context(text, match.start(), match.end()))
        .toList();
  }

  private static String context(String text, int start, int end) {
    String around =
        text.substring(Math.max(0, start - 30), start)
            + "«"
            + text.substring(start, end)
            + "»"
            + text.substring(end, Math.min(text.length(), end + 30));
    return around.replaceAll("\\s+", " ");
  }

  private static String prose(String page) {
    String withoutCode = FENCE.matcher(page).replaceAll("");
    return QUOTED.matcher(withoutCode).replaceAll("…");
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .filter(WordsTest::isText)
          .sorted()
          .toList();
    }
  }

  private static boolean isText(Path file) {
    try {
      Files.readString(file, StandardCharsets.UTF_8);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
