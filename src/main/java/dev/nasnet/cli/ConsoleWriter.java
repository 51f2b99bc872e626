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
 * What a command prints, in UTF-8 whatever the locale. Names of files and classes come from others:
 * of the characters that a terminal obeys only line breaks and tabs pass, the rest become question
 * marks. What cannot be written is remembered, since {@link PrintWriter} itself only keeps that
 * something was lost.
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
   * @param stream of bytes, not closed by this
   */
  static ConsoleWriter of(OutputStream stream) {
    return new ConsoleWriter(new Remembering(stream));
  }

  /** Writes out what is buffered, and returns why something was lost, if it was. */
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

    /** Control characters, and those that turn the direction of what follows. */
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
