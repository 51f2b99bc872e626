package dev.nasnet.problem;

/**
 * A message as one line of printable text. Messages quote names out of files, and whoever made the
 * file may have put line breaks or a terminal's commands into them.
 */
public final class OneLine {
  private static final int LINE_SEPARATOR = 0x2028;
  private static final int PARAGRAPH_SEPARATOR = 0x2029;

  private OneLine() {}

  /** Breaks become a space, all other characters that print nothing a question mark. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    boolean broken = false;
    for (int character : text.strip().codePoints().toArray()) {
      boolean isBreak = isBreak(character);
      if (isBreak && !broken) {
        line.append(' ');
      } else if (!isBreak && !(broken && character == ' ')) {
        line.appendCodePoint(prints(character) ? character : '?');
      }
      broken = isBreak || (broken && character == ' ');
    }
    return line.toString();
  }

  private static boolean isBreak(int character) {
    return character == '\n'
        || character == '\r'
        || character == LINE_SEPARATOR
        || character == PARAGRAPH_SEPARATOR;
  }

  /** Formats too: some of them turn the direction of what follows. */
  private static boolean prints(int character) {
    int kind = Character.getType(character);
    return kind != Character.CONTROL && kind != Character.FORMAT && kind != Character.SURROGATE;
  }
}
