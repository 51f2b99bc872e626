package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.bundle.Manifest;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports to one name at once: each has its own version, or one wins; never a mix. */
@Tag("slow")
class ConcurrentExportsTest {
  private static final int AT_ONCE = 6;

  @TempDir private Path folder;

  @Test
  void eachBundleHasItsOwnVersion() throws Exception {
    List<Object> versions = atOnce(Format.SAVED_MODEL, folder.resolve("model"));
    assertThat(versions).hasSize(AT_ONCE).doesNotHaveDuplicates();
    for (int number = 1; number <= AT_ONCE; number++) {
      Path version = folder.resolve("model").resolve(Integer.toString(number));
      assertThat(versions).contains(version);
      assertThat(Manifest.problem(version)).isEmpty();
    }
    assertThat(folder.resolve("model")).isDirectoryNotContaining("glob:**/.*");
  }

  @Test
  void oneFileWinsAndTheOthersAreTold() throws Exception {
    Path file = folder.resolve("model.keras");
    List<Object> ends = atOnce(Format.KERAS, file);
    assertThat(ends).containsOnlyOnce(file);
    assertThat(ends.stream().filter(end -> !end.equals(file)).toList())
        .hasSize(AT_ONCE - 1)
        .allMatch(e -> e instanceof FailureException || e instanceof InvalidInputException);
    List<byte[]> whole = new ArrayList<>();
    for (int seed = 0; seed < AT_ONCE; seed++) {
      Path alone = folder.resolve(seed + ".keras");
      Format.KERAS.write(alone, artefact(seed));
      whole.add(Files.readAllBytes(alone));
    }
    assertThat(whole).contains(Files.readAllBytes(file));
    try (var left = Files.list(folder)) {
      assertThat(left).hasSize(AT_ONCE + 1);
    }
  }

  /** What each wrote, or why it did not. */
  private static List<Object> atOnce(Format format, Path out) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    CyclicBarrier begin = new CyclicBarrier(AT_ONCE);
    List<Callable<Object>> exports = new ArrayList<>();
    for (int seed = 0; seed < AT_ONCE; seed++) {
      ExportModel artefact = artefact(seed);
      exports.add(
          () -> {
            begin.await();
            try {
              return format.write(out, artefact);
            } catch (FailureException | InvalidInputException e) {
              return e;
            }
          });
    }
    try {
      List<Object> ends = new ArrayList<>();
      for (Future<Object> end : threads.invokeAll(exports)) {
        ends.add(end.get());
      }
      return ends;
    } finally {
      threads.shutdownNow();
    }
  }

  private static ExportModel artefact(int seed) throws IOException {
    ExportCase small = ExportCase.of(ExportCase.SMALL);
    return new ExportModel(
        small.network(), Weights.random(small.network(), seed), List.of(), Map.of("seed", seed));
  }
}
