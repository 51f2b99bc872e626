package dev.nasnet.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointSumsTest {
  @TempDir Path folder;

  @Test
  void everyFlippedBitOfEveryFileIsSeenAndEveryCut() throws IOException {
    for (String name : List.of("state.data-00000-of-00001", "state.index", "state.json")) {
      Files.writeString(folder.resolve(name), "some bytes of " + name);
    }
    CheckpointSums.write(folder);
    assertThat(CheckpointSums.problem(folder)).isEmpty();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
          byte[] flipped = bytes.clone();
          flipped[bit / 8] ^= (byte) (1 << bit % 8);
          Files.write(file, flipped);
          assertThat(CheckpointSums.problem(folder)).as("%s, bit %d", file, bit).isPresent();
        }
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(CheckpointSums.problem(folder)).as("%s, cut", file).isPresent();
        Files.delete(file);
        assertThat(CheckpointSums.problem(folder)).as("%s, gone", file).isPresent();
        Files.write(file, bytes);
      }
    }
    assertThat(CheckpointSums.problem(folder)).isEmpty();
  }
}
