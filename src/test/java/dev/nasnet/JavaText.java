package dev.nasnet;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the prose of a Java source file: its comments and string literals, not its code. */
final class JavaText {
  /** A piece of prose and the line on which it begins, counted from 1. */
  record Piece(int line, String text) {}

  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<comment>//[^\\n]*|/\\*.*?\\*/)\
          |(?<block>\"\"\".*?(?<!\\\\)\"\"\")\
          |(?<literal>"(?:\\\\.|[^"\\\\\\n])*")\
          |'(?:\\\\.|[^'\\\\\\n])+'\
          """,
          Pattern.DOTALL);

  /** Code, links and quoted text within a comment are not prose of ours. */
  private static final Pattern FOREIGN =
      Pattern.compile("\\{@(code|link|linkplain|value)[^}]*}|`[^`]*`|\"[^\"]*\"");

  private static final Pattern MARKS = Pattern.compile("^/\\*+|\\*/$|//|(?m)^\\s*\\*(?!/)");

  private JavaText() {}

  /** Returns the prose; string literals that are concatenated are one piece. */
  static List<Piece> of(String source) {
    List<Piece> pieces = new ArrayList<>();
    Matcher token = TOKEN.matcher(source);
    int end = 0;
    while (token.find()) {
      boolean comment = token.group("comment") != null;
      if (!comment && token.group("block") == null && token.group("literal") == null) {
        continue; // a character
      }
      String text = comment ? comment(token.group()) : literal(token.group());
      String between = source.substring(end, token.start());
      boolean continues = between.isBlank() ? comment : between.matches("\\s*[+,]\\s*") && !comment;
      if (continues && !pieces.isEmpty()) {
        Piece last = pieces.remove(pieces.size() - 1);
        String glue = between.contains("+") ? "" : " ";
        pieces.add(new Piece(last.line(), last.text() + glue + text));
      } else {
        long line = source.substring(0, token.start()).lines().count();
        boolean begins = token.start() == 0 || source.charAt(token.start() - 1) == '\n';
        pieces.add(new Piece((int) (begins ? line + 1 : line), text));
      }
      end = token.end();
    }
    return pieces;
  }

  private static String comment(String token) {
    return FOREIGN.matcher(MARKS.matcher(token).replaceAll(" ")).replaceAll("…");
  }

  private static String literal(String token) {
    int quotes = token.startsWith("\"\"\"") ? 3 : 1;
    return token.substring(quotes, token.length() - quotes).replace("\\n", " ");
  }
}
