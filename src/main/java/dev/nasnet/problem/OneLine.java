package dev.nasnet.problem;

/**
 * Converts a message to one line of printable text. Messages quote names that are read from files,
 * and such a name may contain line breaks or terminal control sequences.
 */
public final class OneLine {
  private static final int LINE_SEPARATOR = 0x2028;
  private static final int PARAGRAPH_SEPARATOR = 0x2029;

  private OneLine() {}

  /**
   * Returns a text as one printable line. Surrounding white space is removed, each sequence of line
   * breaks becomes one space, and every other character that is not printable becomes {@code ?}.
   *
   * @param text the text to convert
   * @return the text without line breaks, control characters, format characters and lone surrogates
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean afterBreak = false;
    for (int character : text.strip().codePoints().toArray()) {
      boolean isBreak = isBreak(character);
      if (isBreak && !afterBreak) {
        line.append(' ');
      } else if (!isBreak && !(afterBreak && character == ' ')) {
        line.appendCodePoint(isPrintable(character) ? character : '?');
      }
      afterBreak = isBreak || (afterBreak && character == ' ');
    }
    return line.toString();
  }

  private static boolean isBreak(int character) {
    return character == '\n'
        || character == '\r'
        || character == LINE_SEPARATOR
        || character == PARAGRAPH_SEPARATOR;
  }

  /**
   * Returns whether a character is printable. Format characters count as not printable, because
   * some of them reverse the direction of the text that follows.
   */
  private static boolean isPrintable(int character) {
    int kind = Character.getType(character);
    return kind != Character.CONTROL && kind != Character.FORMAT && kind != Character.SURROGATE;
  }
}
