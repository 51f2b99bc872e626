package dev.nasnet.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.nasnet.cli.NasNet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * One thread is one, whether or not a session that looks for GPUs is the process's first: the same
 * sums are rounded alike. A process each, for TensorFlow makes its threads once.
 */
@DisabledOnOs(OS.WINDOWS)
class OneThreadTest {
  private static final String STEPS =
      "benchmark --json --data digits --preset cifar --spec 1@24 --stem-filters 6 --size 16"
          + " --batch 64 --warm-up-steps 1 --steps 8 --threads 1 --device ";

  @TempDir private Path folder;

  @Test
  void lookingForGpusChangesNoBit() throws IOException {
    Path looked = folder.resolve("looked");
    Path not = folder.resolve("not");
    Process first = Jvm.PLAIN.start(looked, NasNet.class, (Object[]) (STEPS + "auto").split(" "));
    Process second = Jvm.PLAIN.start(not, NasNet.class, (Object[]) (STEPS + "cpu").split(" "));
    assertThat(Jvm.end(first, looked)).as(Files.readString(looked)).isZero();
    assertThat(Jvm.end(second, not)).as(Files.readString(not)).isZero();
    assertThat(lastLoss(looked)).isPositive().isEqualTo(lastLoss(not));
  }

  private static double lastLoss(Path log) throws IOException {
    String json =
        Files.readAllLines(log).stream()
            .filter(line -> line.startsWith("{"))
            .findFirst()
            .orElseThrow();
    return JsonParser.parseString(json)
        .getAsJsonObject()
        .getAsJsonObject("times")
        .get("lastLoss")
        .getAsDouble();
  }
}
