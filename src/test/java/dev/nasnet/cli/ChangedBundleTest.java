package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.bundle.ShippedBundle;
import dev.nasnet.device.Hardware;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.internal.files.AtomicWrites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped bundle with a byte changed, or used as it should not be. */
class ChangedBundleTest {
  @TempDir private Path folder;
  private Path bundle;

  @BeforeEach
  void copy() throws IOException {
    bundle = ShippedBundle.copyTo(folder);
  }

  @Test
  void aByteOfTheDescriptionDoesNotChangeTheNetwork() throws IOException {
    Path file = bundle.resolve("assets.extra/provenance.json");
    Files.writeString(
        file,
        Files.readString(file).replace("\"poolPadding\": \"zero\"", "\"poolPadding\": \"same\""));
    for (CommandRun run :
        List.of(
            CommandRun.of("convert", bundle.toString(), folder.resolve("x.keras").toString()),
            CommandRun.of(
                "export", "--weights", bundle.toString(), "--out", folder.resolve("y").toString()),
            predict("seven.png"))) {
      assertThat(run.err()).contains("provenance.json is not what was written");
      assertThat(run.exitCode()).isEqualTo(1);
    }
    assertThat(folder.resolve("x.keras")).doesNotExist();
  }

  @Test
  void labelsThatWereChangedAreNotUsed() throws IOException {
    Path labels = bundle.resolve("assets/labels.txt");
    Files.writeString(labels, Files.readString(labels).replace("7", "1"));
    assertThat(predict("x.png").err()).contains("labels.txt is not what was written");
    Files.delete(labels);
    assertThat(predict("x.png").err()).contains("labels.txt is missing");
  }

  @Test
  void anImagesNameIsNoFileOfArguments() throws IOException {
    Files.writeString(folder.resolve("words"), "--help");
    CommandRun run = predict("@" + folder.resolve("words"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("@");
  }

  @Test
  void threadsHaveABound() {
    Assertions.assertThatThrownBy(() -> Hardware.threads(2_000_000_000))
        .hasMessageContaining("threads (2000000000) must be at most 1024");
    Assertions.assertThatThrownBy(() -> new ThreadConfig(1025, 0))
        .hasMessageContaining("at most 1024");
    Assertions.assertThatThrownBy(() -> new ThreadConfig(0, 1025))
        .hasMessageContaining("at most 1024");
  }

  @Test
  void noImagesHaveNoProbabilities() {
    try (Classifier classifier = Classifier.open(bundle)) {
      assertThat(classifier.probabilities(List.of())).isEmpty();
    }
  }

  @Test
  void anInterruptedWriterSaysSo() {
    Thread.currentThread().interrupt();
    try {
      Assertions.assertThatThrownBy(() -> AtomicWrites.text(folder.resolve("text"), "text"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  private CommandRun predict(String image) {
    return CommandRun.of("predict", "--model", folder.toString(), image);
  }
}
