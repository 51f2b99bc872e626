package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Errors that picocli does not catch. */
class OutOfMemoryErrorTest {
  @Command(name = "fails")
  private record Fails(Error error) implements Runnable {
    @Override
    public void run() {
      throw error;
    }
  }

  @Test
  void javasOwnMemoryEndsInOneLine() {
    assertThat(run(new OutOfMemoryError("Java heap space")))
        .isEqualTo("1 nasnet: OutOfMemoryError: Java heap space\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no jnitensorflow in java.library.path"})
  void aLibraryThatDoesNotLoadEndsInOneLine(String message) {
    assertThat(run(new UnsatisfiedLinkError(message)))
        .isEqualTo("1 nasnet: UnsatisfiedLinkError: " + message + "\n");
  }

  private static String run(Error error) {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new Fails(error)).setErr(new PrintWriter(err));
    return RootCommand.execute(command, new String[0]) + " " + err;
  }
}
