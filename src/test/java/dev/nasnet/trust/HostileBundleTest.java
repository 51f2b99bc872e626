package dev.nasnet.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.bundle.ShippedBundle;
import dev.nasnet.cli.NasNet;
import dev.nasnet.data.DigitImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Commands on bundles with a provenance of another network, under a new manifest: each ends in one
 * line, and the largest resident size of its process, native memory included, stays small.
 */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class HostileBundleTest {
  /** Java, TensorFlow's library and the digits network; measured 410 MiB at most. */
  private static final long MOST_KIBIBYTES = 700L << 10;

  @TempDir private Path folder;
  private Path bundle;

  @BeforeEach
  void copy() throws IOException {
    bundle = ShippedBundle.copyTo(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"size\": \"16\" | \"size\": \"16384\" | convert BUNDLE OUT",
        "\"size\": \"16\" | \"size\": \"16384\" | export --weights BUNDLE --out OUT",
        "\"size\": \"16\" | \"size\": \"16384\" | predict --model BUNDLE IMAGE",
        "\"size\": \"16\" | \"size\": \"16384\" | evaluate --model BUNDLE --data digits",
        "\"size\": \"16\" | \"size\": \"16384\" | verify BUNDLE",
        "\"cells\": 2 | \"cells\": 200 | convert BUNDLE OUT",
        "\"penultimateFilters\": 192 | \"penultimateFilters\": 96000 | convert BUNDLE OUT",
        "\"stemFilters\": 96 | \"stemFilters\": 96000 | convert BUNDLE OUT",
        "\"classes\": 10 | \"classes\": 2000000000 | convert BUNDLE OUT",
        "\"classes\": 10 | \"classes\": 2000000000 | predict --model BUNDLE IMAGE"
      })
  void aNetworkThatIsNotThereTakesNoMemory(String stated, String lie, String command)
      throws IOException {
    ShippedBundle.state(bundle, stated, lie);
    Path image = Files.write(folder.resolve("image.png"), DigitImages.png(1).get(0));
    Path log = folder.resolve("log");
    Object[] words =
        command
            .replace("BUNDLE", bundle.toString())
            .replace("OUT", folder.resolve("out").toString())
            .replace("IMAGE", image.toString())
            .split(" ");
    Process process = Jvm.PLAIN.start(log, NasNet.class, words);
    long peak = peak(process);
    int code = Jvm.end(process, log);
    String said = Files.readString(log);
    assertThat(peak).as(said).isBetween(1L, MOST_KIBIBYTES);
    if (code != 0) {
      assertThat(code).as(said).isIn(1, 2);
      assertThat(said.lines().filter(line -> line.startsWith("nasnet: "))).as(said).hasSize(1);
      assertThat(folder.resolve("out")).doesNotExist();
    } else {
      // What runs is the graph, of which the provenance is only a description.
      assertThat(command).startsWith("predict");
    }
  }

  /** Returns the largest resident size of a process in KiB, as long as it can be read. */
  private static long peak(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    long peak = 0;
    while (process.isAlive()) {
      try (Stream<String> lines = Files.lines(status)) {
        peak =
            lines
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(peak);
      } catch (IOException | java.io.UncheckedIOException e) {
        // The process has ended in the meantime.
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    return peak;
  }
}
