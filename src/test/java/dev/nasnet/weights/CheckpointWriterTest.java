package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TensorFlowException;

class CheckpointWriterTest {
  private static final NamedArray ARRAY =
      new NamedArray("any", List.of(2, 1), new float[] {1.5f, Float.NEGATIVE_INFINITY});

  @TempDir private Path folder;

  @Test
  void whatIsAddedIsReadAgain() {
    Path prefix = folder.resolve("it");
    try (CheckpointWriter writer = new CheckpointWriter()) {
      writer.add("a/b", ARRAY);
      writer.add("count", 1L << 40);
      writer.add("graph", "some bytes".getBytes(StandardCharsets.UTF_8));
      writer.write(prefix);
    }
    assertThat(CheckpointWriter.values(prefix)).isRegularFile();
    NamedArray read = Checkpoint.read(prefix).get("a/b");
    assertThat(read.shape()).isEqualTo(ARRAY.shape());
    assertThat(read.values()).isEqualTo(ARRAY.values());
    assertThat(Checkpoint.bytes(prefix, "graph")).asString().isEqualTo("some bytes");
    assertThat(CheckpointIndex.read(prefix)).containsOnlyKeys("a/b", "count", "graph");
  }

  @Test
  void theReasonOfAFailureHasNothingOfTheGraph() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    try (CheckpointWriter writer = new CheckpointWriter()) {
      writer.add("a", ARRAY);
      TensorFlowException failure =
          catchThrowableOfType(
              TensorFlowException.class, () -> writer.write(file.resolve("sub").resolve("it")));
      assertThat(failure).hasMessageContaining("[[{{node");
      assertThat(CheckpointWriter.reason(failure))
          .startsWith(file.toString())
          .endsWith("Not a directory");
    }
  }
}
