package dev.nasnet.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Names of layers are written in one class for each program; all others read {@link
 * Layer#location()}.
 */
class LayerNamesTest {
  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final Set<String> OWNERS =
      Set.of("LayerNames.java", "SlimNames.java", "TimmNames.java", "TimmModel.java");

  /** The beginning of a text that holds Keras's or slim's name of a layer or variable. */
  private static final Pattern NAME =
      Pattern.compile(
          "\"(stem_(conv|bn)|predictions/|aux_|normal_|reduction_|adjust_|separable_conv"
              + "|projection_|conv0|l1_stem|cell_\\d|cell_stem|comb_iter|final_layer)");

  @Test
  void noOtherClassHasNamesOfLayers() throws IOException {
    assertThat(filesWithNames(false)).isEmpty();
  }

  /** The control: the pattern finds the names where they are. */
  @Test
  void theOwnersHaveThem() throws IOException {
    assertThat(filesWithNames(true)).hasSameSizeAs(OWNERS);
  }

  private static List<Path> filesWithNames(boolean ofOwners) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .filter(file -> OWNERS.contains(file.getFileName().toString()) == ofOwners)
          .filter(LayerNamesTest::hasName)
          .toList();
    }
  }

  private static boolean hasName(Path file) {
    try {
      return NAME.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
