package dev.nasnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.internal.files.AtomicWrites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged and lying inputs of every kind end well, or in one typed exception of one line that names
 * the file; soon, in memory that their size explains, and with nothing written.
 */
@Timeout(60)
@Tag("slow")
class FuzzTest {
  /** Of a thousand shares; the nightly run has a million. */
  private static final int INPUTS = 6_000;

  private static final Path FOUND = Path.of("src", "test", "resources", "fuzz", "found");

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void soundInputsAreRead(Reader reader) throws IOException {
    try (Fuzzing fuzzing = new Fuzzing(reader)) {
      for (byte[] seed : reader.seeds()) {
        assertThat(fuzzing.complaint(seed)).isEmpty();
      }
      // No text is of every kind, and the run has no checkpoint.
      boolean refuses = reader == Reader.SPEC || reader == Reader.RUN_JSON;
      // Some of Keras's files describe models that are no NASNet, and are read up to there.
      int others = reader == Reader.HDF5 ? 2 : reader == Reader.KERAS_ZIP ? 1 : 0;
      assertThat(fuzzing.refused()).isEqualTo(refuses ? reader.seeds().size() : others);
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedInputsEndWell(Reader reader) throws IOException {
    Mutator mutator = new Mutator(reader.seeds(), 7);
    int shares = Stream.of(Reader.values()).mapToInt(one -> one.share).sum();
    try (Fuzzing fuzzing = new Fuzzing(reader)) {
      for (int i = 0; i < INPUTS * reader.share / shares; i++) {
        byte[] input = i % 4 == 0 ? mutator.next() : reader.sealed(mutator.next());
        assertThat(fuzzing.complaint(input)).as("%s, input %d", reader, i).isEmpty();
      }
    }
  }

  /** What was once found, {@code READER-…}. */
  @Test
  void whatWasFoundStaysMended() throws IOException {
    List<String> read = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOUND)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        Reader reader = Reader.valueOf(file.getFileName().toString().replaceFirst("-.*", ""));
        try (Fuzzing fuzzing = new Fuzzing(reader)) {
          assertThat(fuzzing.complaint(Files.readAllBytes(file))).as(file.toString()).isEmpty();
        }
        read.add(reader.name());
      }
    }
    assertThat(read).hasSizeGreaterThan(5);
  }

  @Test
  void aConversionThatFailsLeavesNothing() throws IOException {
    Mutator mutator = new Mutator(List.of(Seeds.resource("keras.keras")), 3);
    for (int i = 0; i < 20; i++) {
      Path in = Files.write(folder.resolve("in.keras"), mutator.next());
      Path out = folder.resolve("out").resolve("model.h5");
      CommandRun run = CommandRun.of("convert", in.toString(), out.toString(), "--preset", "cifar");
      assertThat(run.exitCode()).isIn(1, 2);
      assertThat(run.err().strip()).contains("in.keras").doesNotContain("\n");
      assertThat(out.getParent()).doesNotExist();
    }
  }

  /** By hand: {@code mvn test -Pnightly -Dtest=FuzzTest#aMillionInputsEndWell}. */
  @Test
  @Tag("nightly")
  @Timeout(8 * 60 * 60)
  void aMillionInputsEndWell() throws IOException {
    long shares = Stream.of(Reader.values()).mapToLong(one -> one.share).sum();
    Path findings = Files.createDirectories(Path.of("target", "fuzz"));
    AtomicWrites.deleteTree(findings);
    Files.createDirectories(findings);
    int found = 0;
    for (Reader reader : Reader.values()) {
      long inputs = 1_000_000 * (long) reader.share / shares + 1;
      found += Fuzzing.run(reader, inputs, Long.getLong("nasnet.seed", 1), findings);
    }
    assertThat(found).as("findings in %s", findings).isZero();
  }
}
