package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ErrorHandlerTest {
  static Stream<Arguments> problems() {
    return Stream.of(
        Arguments.of(new InvalidInputException("a (1) must be 2"), 2, "a (1) must be 2"),
        Arguments.of(new FailureException("x.bin is cut short", null), 1, "x.bin is cut short"),
        Arguments.of(new NoSuchFileException("x.bin"), 1, "x.bin does not exist"),
        Arguments.of(new IOException("disk\n\tfull"), 1, "IOException: disk full"),
        Arguments.of(
            new IllegalStateException(),
            1,
            "failed: IllegalStateException; --verbose prints where"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("problems")
  void aProblemIsOneLineAndACode(Exception problem, int exitCode, String line) throws Exception {
    StringWriter err = new StringWriter();
    CommandLine command = NasNet.commandLine().setErr(new PrintWriter(err));
    int answer =
        new ErrorHandler(() -> false)
            .handleExecutionException(problem, command, command.parseArgs("summary"));
    assertThat(answer).isEqualTo(exitCode);
    assertThat(err.toString()).isEqualTo("nasnet: " + line + System.lineSeparator());
  }
}
