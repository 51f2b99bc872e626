package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathRedactionTest {
  @ParameterizedTest
  @CsvSource({
    "/home/ada/run, run",
    "/home/ada/run/, run",
    "/run, run",
    "run, run",
    "run//, run",
    "'C:\\Users\\ada\\run', run",
    "'C:\\Users\\ada/run\\', run"
  })
  void aPathKeepsItsLastPart(String path, String bare) {
    assertThat(PathRedaction.of(path)).isEqualTo(bare);
  }

  @ParameterizedTest
  @CsvSource({
    "folder:/home/ada/flowers, folder:flowers",
    "tfrecord:/data/train-*, tfrecord:train-*",
    "digits, digits",
    "/home/ada/flowers, flowers"
  })
  void aDataSourceKeepsItsKind(String data, String bare) {
    assertThat(PathRedaction.ofData(data)).isEqualTo(bare);
  }

  @Test
  void eachWordOfACommandLosesItsFolders() {
    assertThat(
            PathRedaction.ofCommand(
                List.of(
                    "train",
                    "--data",
                    "folder:/home/ada/flowers",
                    "--data=cifar10:/home/ada/cifar",
                    "--out=/home/ada/run",
                    "--val-data",
                    "/home/ada/two\nlines",
                    "--lr",
                    "0.1")))
        .containsExactly(
            "train",
            "--data",
            "folder:flowers",
            "--data=cifar10:cifar",
            "--out=run",
            "--val-data",
            "two\nlines",
            "--lr",
            "0.1");
  }

  @Test
  void initialWeightsLoseTheirFoldersInTheReportToo() {
    InitialWeights init =
        new InitialWeights(
            "/home/ada/w.h5",
            "a Keras file",
            "ab",
            7,
            List.of("head/kernel"),
            List.of("head of /home/ada/w.h5 skipped", "C:\\ada\\w.h5 is from slim", "plain"));
    assertThat(PathRedaction.of(init))
        .isEqualTo(
            new InitialWeights(
                "w.h5",
                "a Keras file",
                "ab",
                7,
                List.of("head/kernel"),
                List.of("head of w.h5 skipped", "w.h5 is from slim", "plain")));
  }
}
