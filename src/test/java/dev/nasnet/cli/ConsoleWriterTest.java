package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleWriterTest {
  private static final OutputStream FULL =
      new OutputStream() {
        @Override
        public void write(int one) throws IOException {
          throw new IOException("No space left on device");
        }
      };

  @Test
  void namesCommandNoTerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ConsoleWriter writer = ConsoleWriter.of(bytes);
    writer.print("\u001b[31mp\u00eache\u009b2J\t桃\u202e\u007f 🍑\n");
    assertThat(writer.problem()).isEmpty();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("?[31mp\u00eache?2J\t桃?? 🍑\n");
  }

  @Test
  void whatIsLostIsAFailure() {
    ConsoleWriter writer = ConsoleWriter.of(FULL);
    writer.println("a result");
    StringWriter err = new StringWriter();
    assertThat(RootCommand.withoutLoss(0, writer, new PrintWriter(err))).isEqualTo(1);
    assertThat(err.toString()).hasLineCount(1).contains("No space left on device");
    assertThat(RootCommand.withoutLoss(2, writer, new PrintWriter(err))).isEqualTo(2);
    ConsoleWriter whole = ConsoleWriter.of(new ByteArrayOutputStream());
    assertThat(RootCommand.withoutLoss(0, whole, new PrintWriter(err))).isZero();
  }
}
