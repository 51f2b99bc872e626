package dev.nasnet.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a command's output in UTF-8, whatever the locale. Since names of files and classes are
 * untrusted, control characters of a terminal other than line breaks and tabs become question
 * marks. The message of a failed write is kept; {@link PrintWriter} itself keeps only that one
 * failed.
 */
final class ConsoleWriter extends PrintWriter {
  private final Remembering stream;

  private ConsoleWriter(Remembering stream) {
    super(new Printable(new OutputStreamWriter(stream, StandardCharsets.UTF_8)));
    this.stream = stream;
  }

  /**
   * Creates a writer.
   *
   * @param stream receives the bytes; it is not closed
   */
  static ConsoleWriter of(OutputStream stream) {
    return new ConsoleWriter(new Remembering(stream));
  }

  /** Flushes the buffer and returns the message of a write that failed, if one did. */
  Optional<String> problem() {
    flush();
    return Optional.ofNullable(stream.problem);
  }

  private static final class Remembering extends FilterOutputStream {
    private @Nullable String problem;

    Remembering(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        problem = e.getMessage();
        throw e;
      }
    }
  }

  private static final class Printable extends Writer {
    private final Writer out;

    Printable(Writer out) {
      this.out = out;
    }

    @Override
    public void write(char[] characters, int from, int length) throws IOException {
      char[] printed = new char[length];
      for (int i = 0; i < length; i++) {
        char character = characters[from + i];
        printed[i] = isObeyed(character) ? '?' : character;
      }
      out.write(printed);
    }

    /** Returns whether a character controls a terminal or changes the direction of text. */
    private static boolean isObeyed(char character) {
      boolean isLayout = character == '\n' || character == '\t' || character == '\r';
      boolean isTurn =
          (character >= '\u202A' && character <= '\u202E')
              || (character >= '\u2066' && character <= '\u2069');
      return isTurn || (Character.getType(character) == Character.CONTROL && !isLayout);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
