package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a bundle beside its manifest: one at a time, and all of them. */
class BundleFilesTest {
  @TempDir private Path version;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(version.resolve("variables"));
    Files.writeString(version.resolve(BundleFiles.GRAPH), "graph");
    Files.writeString(version.resolve(BundleFiles.VARIABLES_INDEX), "index");
    Manifest.write(version);
  }

  @Test
  void unchangedFilesPass() throws IOException {
    assertThat(problem(BundleFiles.GRAPH)).isEmpty();
    assertThat(problem(BundleFiles.VARIABLES_INDEX)).isEmpty();
    assertThat(problem(BundleFiles.LABELS)).isEmpty();
    BundleFiles.requireUnchanged(version, BundleFiles.GRAPH, BundleFiles.VARIABLES_INDEX);
    BundleFiles.requireUnchanged(version);
    BundleFiles.requireComplete(version);
  }

  @Test
  void aChangedFileIsNamed() throws IOException {
    Files.writeString(version.resolve(BundleFiles.VARIABLES_INDEX), "other");
    refused(
        () -> BundleFiles.requireUnchanged(version, BundleFiles.GRAPH, BundleFiles.VARIABLES_INDEX),
        "variables/variables.index is not what was written");
    refused(
        () -> BundleFiles.requireComplete(version),
        "variables/variables.index is not what was written");
    BundleFiles.requireUnchanged(version, BundleFiles.GRAPH);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(version.resolve(BundleFiles.GRAPH));
    refused(
        () -> BundleFiles.requireUnchanged(version, BundleFiles.GRAPH),
        "saved_model.pb is missing");
    refused(() -> BundleFiles.requireComplete(version), "saved_model.pb is missing");
  }

  @Test
  void anAddedFileIsNamed() throws IOException {
    Files.createDirectories(version.resolve("assets"));
    Files.writeString(version.resolve(BundleFiles.LABELS), "ant\n");
    refused(
        () -> BundleFiles.requireUnchanged(version, BundleFiles.LABELS),
        "assets/labels.txt is not of it");
    refused(() -> BundleFiles.requireComplete(version), "assets/labels.txt is not of it");
  }

  /** The name of a listed file may end with the name of another. */
  @Test
  void namesAreComparedWhole() throws IOException {
    assertThat(problem("index")).isEmpty();
    Files.writeString(version.resolve("index"), "index");
    assertThat(problem("index")).contains("index is not of it");
  }

  @Test
  void aFolderWithoutManifestIsNotChecked() throws IOException {
    Files.delete(version.resolve(Manifest.FILE));
    Files.writeString(version.resolve(BundleFiles.GRAPH), "other");
    BundleFiles.requireUnchanged(version, BundleFiles.GRAPH);
    refused(() -> BundleFiles.requireComplete(version), "manifest.sha256 is missing");
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    Files.delete(version.resolve(BundleFiles.GRAPH));
    Files.createDirectory(version.resolve(BundleFiles.GRAPH));
    assertThatThrownBy(() -> BundleFiles.requireUnchanged(version, BundleFiles.GRAPH))
        .isInstanceOf(FailureException.class)
        .hasMessageStartingWith("model (" + version + ") cannot be read: ");
  }

  private Optional<String> problem(String name) throws IOException {
    return Manifest.problem(version, name);
  }

  private void refused(ThrowingCallable check, String problem) {
    assertThatThrownBy(check)
        .isInstanceOf(FailureException.class)
        .hasMessage(
            "model (%s) is not as it was written: %s; restore the file or export the model again",
            version, problem);
  }
}
