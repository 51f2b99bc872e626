package dev.nasnet.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.Network;
import dev.nasnet.interop.KerasModelFiles;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SavedModels of Keras and tf_keras, whole, in folders of versions, and without their parts. */
class SavedModelFoldersTest {
  @TempDir private static Path kept;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() {
    KerasModelFiles.kept(kept);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "export_sigmoid, sigmoid.keras",
    "export_unit, unit_range.h5",
    "tf_divided_saved, tf_sigmoid.h5"
  })
  void theCellsAreThoseOfTheFile(String saved, String file) {
    WeightsFile opened = WeightsFile.open(kept.resolve(saved));
    assertThat(opened.kind()).isEqualTo("a checkpoint of Python objects");
    Weights read = load(opened);
    Weights expected = load(WeightsFile.open(kept.resolve(file)));
    for (NamedArray array : expected.arrays()) {
      if (!array.name().startsWith("predictions/")) {
        // A graph has the factor 1 / 255 in float32.
        NamedArray found = read.get(array.name());
        assertThat(found.largestDifference(array)).as(array.name()).isLessThan(1e-6);
      }
    }
    assertThat(opened.files())
        .containsExactly(
            kept.resolve(saved).resolve("variables/variables.data-00000-of-00001"),
            kept.resolve(saved).resolve("variables/variables.index"));
  }

  @Test
  void aPathWithinIsThatOfTheModel() {
    Path variables = kept.resolve("export_unit").resolve("variables");
    for (Path path :
        List.of(variables.resolve("variables"), variables.resolve("variables.index"))) {
      assertThat(WeightsFile.open(path).describedSpec()).isPresent();
    }
  }

  @Test
  void theNewestVersionIsRead() throws IOException {
    copy("tf_divided_saved", folder.resolve("2"));
    copy("export_unit", folder.resolve("10"));
    WeightsFile opened = WeightsFile.open(folder);
    assertThat(opened.path()).isEqualTo(folder.resolve("10/variables/variables"));
    Files.delete(folder.resolve("10/variables/variables.index"));
    assertThatThrownBy(() -> WeightsFile.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("10) must have variables/variables.index; give a version that has");
  }

  /** Without a graph, or with this project's own description, nothing is followed. */
  @Test
  void variablesAloneDescribeNothing() throws IOException {
    copy("export_unit", folder);
    assertThat(WeightsFile.open(folder).describedSpec()).isPresent();
    Path own = Files.createDirectories(folder.resolve("assets.extra")).resolve("provenance.json");
    Files.writeString(own, "{}");
    assertThat(WeightsFile.open(folder).describedSpec()).isEmpty();
    Files.delete(own);
    Files.delete(folder.resolve("saved_model.pb"));
    assertThat(WeightsFile.open(folder).describedSpec()).isEmpty();
    Path other = folder.resolve("other");
    copy("export_unit", other);
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      Path variables = other.resolve("variables");
      Files.move(variables.resolve("variables" + end), variables.resolve("model" + end));
    }
    assertThat(WeightsFile.open(other.resolve("variables/model")).describedSpec()).isEmpty();
  }

  @Test
  void aDamagedDescriptionIsNamed() throws IOException {
    copy("tf_divided_saved", folder);
    Files.write(folder.resolve("keras_metadata.pb"), new byte[] {(byte) 0xff});
    refused("must have a sound keras_metadata.pb (InvalidProtocolBufferException)");
    Files.delete(folder.resolve("keras_metadata.pb"));
    Files.write(folder.resolve("saved_model.pb"), new byte[] {(byte) 0xff});
    refused("must have a sound saved_model.pb (InvalidProtocolBufferException)");
    Files.write(folder.resolve("saved_model.pb"), new byte[0]);
    refused("must have a graph in saved_model.pb; save the model again");
  }

  @Test
  void aFolderOfOneCheckpointIsThatCheckpoint() throws IOException {
    Path variables = kept.resolve("export_unit").resolve("variables");
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      Files.copy(variables.resolve("variables" + end), folder.resolve("a" + end));
    }
    assertThat(WeightsFile.open(folder).path()).isEqualTo(folder.resolve("a"));
    assertThat(WeightsFile.open(folder).files())
        .containsExactly(folder.resolve("a.data-00000-of-00001"), folder.resolve("a.index"));
    Files.copy(folder.resolve("a.index"), folder.resolve("b.index"));
    refused("are of no known kind; give a Keras file");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> WeightsFile.open(empty)).hasMessageContaining("of no known kind");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> WeightsFile.open(folder))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(message);
  }

  private static Weights load(WeightsFile file) {
    return file.load(Network.of(file.describedSpec().orElseThrow())).weights();
  }

  private static void copy(String saved, Path to) throws IOException {
    Path from = kept.resolve(saved);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(file, target);
      }
    }
  }
}
