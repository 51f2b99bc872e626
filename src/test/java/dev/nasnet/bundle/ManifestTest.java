package dev.nasnet.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What happened to a folder since its manifest was written is told by the file's name. */
class ManifestTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/a.txt"), "abc");
    Files.writeString(folder.resolve("b.txt"), "");
    Manifest.write(folder);
  }

  @Test
  void itReadsAsSha256sumReadsIt() throws IOException {
    assertThat(Files.readAllLines(folder.resolve("manifest.sha256")))
        .hasSize(2)
        .element(1)
        .isEqualTo(ABC + "  sub/a.txt");
    assertThat(Manifest.problem(folder)).isEmpty();
    Manifest.write(folder);
    assertThat(Files.readAllLines(folder.resolve("manifest.sha256"))).hasSize(2);
  }

  @Test
  void aFileThatIsWrittenBesideHasItsSumToo() throws IOException {
    Path late = folder.resolve("sub/late.txt");
    try (Manifest.PendingFile begun = Manifest.begin(late, () -> write(late, 300))) {
      Manifest.write(folder, begun);
    }
    assertThat(folder.resolve("manifest.sha256")).content().contains(ABC + "  sub/late.txt");
    assertThat(Manifest.problem(folder)).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenBesideFailsTheManifest() throws IOException {
    IllegalStateException full = new IllegalStateException("no room");
    Runnable writer =
        () -> {
          throw full;
        };
    try (Manifest.PendingFile begun = Manifest.begin(folder.resolve("b.txt"), writer)) {
      assertThatThrownBy(() -> Manifest.write(folder, begun)).isSameAs(full);
    }
    try (Manifest.PendingFile gone = Manifest.begin(folder.resolve("c.txt"), () -> {})) {
      assertThatThrownBy(() -> Manifest.write(folder, gone)).isInstanceOf(IOException.class);
    }
    assertThat(Manifest.problem(folder)).isEmpty();
  }

  @Test
  void closingWaitsForTheWriter() {
    Path late = folder.resolve("late.txt");
    try (Manifest.PendingFile begun = Manifest.begin(late, () -> write(late, 300))) {
      assertThat(begun).isNotNull();
    }
    assertThat(late).exists();
  }

  private static void write(Path file, int milliseconds) {
    try {
      Thread.sleep(milliseconds);
      Files.writeString(file, "abc");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void changedMissingAndExtraFilesAreNamed() throws IOException {
    Files.writeString(folder.resolve("sub/a.txt"), "abd");
    assertThat(Manifest.problem(folder)).contains("sub/a.txt is not what was written");
    Files.delete(folder.resolve("sub/a.txt"));
    assertThat(Manifest.problem(folder)).contains("sub/a.txt is missing");
    Files.writeString(folder.resolve("sub/a.txt"), "abc");
    Files.writeString(folder.resolve("sub/c.txt"), "");
    assertThat(Manifest.problem(folder)).contains("sub/c.txt is not of it");
  }

  @Test
  void aManifestThatIsMissingOrDamagedIsNamed() throws IOException {
    Files.write(folder.resolve("manifest.sha256"), new byte[] {(byte) 0xff, 0, 1, '\n'});
    assertThat(Manifest.problem(folder)).contains("manifest.sha256 is damaged");
    Files.delete(folder.resolve("manifest.sha256"));
    assertThat(Manifest.problem(folder)).contains("manifest.sha256 is missing");
  }

  @Test
  void theFormsOfSha256sumForTextAndBytesAreRead() throws IOException {
    Path manifest = folder.resolve("manifest.sha256");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.replace("  ", " *"));
    assertThat(Manifest.problem(folder)).isEmpty();
    Files.writeString(manifest, text.replace("  sub", " -sub"));
    assertThat(Manifest.problem(folder)).contains("manifest.sha256 is damaged");
  }

  @Test
  void theReasonWhyAFileCannotBeWrittenBesideIsKept() throws IOException {
    IOException full = new IOException("no space");
    Runnable writer =
        () -> {
          throw new UncheckedIOException(full);
        };
    try (Manifest.PendingFile begun = Manifest.begin(folder.resolve("b.txt"), writer)) {
      assertThatThrownBy(() -> Manifest.write(folder, begun)).isSameAs(full);
    }
    AssertionError broken = new AssertionError("broken");
    Runnable failing =
        () -> {
          throw broken;
        };
    try (Manifest.PendingFile begun = Manifest.begin(folder.resolve("b.txt"), failing)) {
      assertThatThrownBy(() -> Manifest.write(folder, begun)).hasRootCause(broken);
    }
  }

  /** The first difference is that of a missing file; else it is the first by name. */
  @Test
  void missingFilesComeFirst() throws IOException {
    Files.writeString(folder.resolve("a-new.txt"), "");
    Files.writeString(folder.resolve("b.txt"), "changed");
    assertThat(Manifest.problem(folder)).contains("a-new.txt is not of it");
    Files.delete(folder.resolve("sub/a.txt"));
    assertThat(Manifest.problem(folder)).contains("sub/a.txt is missing");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkIsNoFileOfIt() throws IOException {
    Path elsewhere = Files.writeString(Files.createTempDirectory("x").resolve("a.txt"), "abc");
    Files.delete(folder.resolve("sub/a.txt"));
    Files.createSymbolicLink(folder.resolve("sub/a.txt"), elsewhere);
    assertThat(Manifest.problem(folder)).contains("sub/a.txt is no plain file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theFolderItselfMayBeALink() throws IOException {
    Path link = folder.resolveSibling(folder.getFileName() + "-link");
    Files.createSymbolicLink(link, folder);
    assertThat(Manifest.problem(link)).isEmpty();
    Files.delete(link);
  }
}
