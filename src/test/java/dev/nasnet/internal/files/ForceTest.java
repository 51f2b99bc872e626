package dev.nasnet.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.bundle.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is forced to the disk, and in which order, as Java's Flight Recorder sees it: the content of
 * a file before it gets its name, and the folder that holds the name afterwards.
 */
class ForceTest {
  private static final String PART = "<part>";

  @TempDir private Path folder;

  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  @Test
  void aFileIsForcedBeforeItsFolder() throws IOException {
    assertThat(forced(() -> AtomicWrites.text(folder.resolve("a.txt"), "a")))
        .containsExactly(PART, "");
    assertThat(forced(() -> AtomicWrites.newFile(folder.resolve("b"), out -> out.write(1))))
        .containsExactly(PART, "");
  }

  @Test
  void allFilesAndFoldersOfAFolderAreForcedBeforeTheFolderAboveThem() throws IOException {
    List<String> forced =
        forced(
            () ->
                AtomicWrites.directory(
                    folder.resolve("model"),
                    part -> {
                      Files.writeString(part.resolve("x"), "x");
                      Files.createDirectory(part.resolve("inner"));
                      Files.writeString(part.resolve("inner").resolve("y"), "y");
                    }));
    assertThat(forced)
        .containsExactlyInAnyOrder(PART, PART + "/x", PART + "/inner", PART + "/inner/y", "")
        .endsWith("");
  }

  @Test
  void aPendingFileOfABundleIsForced() throws IOException {
    Path file = Files.writeString(folder.resolve("variables"), "v");
    List<String> forced =
        forced(
            () -> {
              try (Manifest.PendingFile pending = Manifest.begin(file, () -> {})) {
                Manifest.write(folder, pending);
              }
            });
    assertThat(forced).contains("variables").endsWith(PART, "");
  }

  /** Returns the forced paths below the folder; a temporary name is replaced by a fixed word. */
  private List<String> forced(Write write) throws IOException {
    Path dump = Files.createTempFile("force", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileForce").withoutThreshold().withoutStackTrace();
      recording.start();
      write.run();
      recording.stop();
      recording.dump(dump);
      List<RecordedEvent> events = new ArrayList<>(RecordingFile.readAllEvents(dump));
      events.sort(Comparator.comparing(RecordedEvent::getStartTime));
      return events.stream()
          .map(event -> event.getString("path"))
          .filter(path -> path != null && path.startsWith(folder.toString()))
          .map(path -> path.substring(folder.toString().length()).replaceFirst("^/", ""))
          .map(path -> path.replaceFirst("^\\.[^/]+\\.tmp", PART))
          .toList();
    } finally {
      Files.delete(dump);
    }
  }
}
