package dev.nasnet.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.internal.files.AtomicWrites;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What writers do to one another's files: those that died, and those at work. */
@Tag("slow")
class LeftoversTest {
  @TempDir private Path folder;

  /** Dies while it writes. */
  static final class Dying {
    private Dying() {}

    /**
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      AtomicWrites.directory(
          folder.resolve("bundle"),
          inside -> {
            Files.writeString(inside.resolve("half"), "half");
            Runtime.getRuntime().halt(9);
          });
    }
  }

  /** Writes one more file. */
  static final class Other {
    private Other() {}

    /**
     * @param arguments the file
     */
    public static void main(String[] arguments) throws IOException {
      AtomicWrites.text(Path.of(arguments[0]), "other");
    }
  }

  @Test
  void whoDiedIsSweptByTheNextWriterWhateverItWrites() throws IOException {
    Path log = folder.resolve("log");
    assertThat(Jvm.end(Jvm.PLAIN.start(log, Dying.class, folder), log)).isEqualTo(9);
    assertThat(hidden()).hasSize(2);
    AtomicWrites.text(folder.resolve("text"), "text");
    assertThat(hidden()).isEmpty();
    assertThat(folder.resolve("bundle")).doesNotExist();
  }

  @Test
  void whoIsAtWorkIsLeftAloneByThreadsAndProcesses() throws IOException {
    AtomicWrites.directory(
        folder.resolve("bundle"),
        inside -> {
          Files.writeString(inside.resolve("first"), "first");
          AtomicWrites.text(folder.resolve("text"), "text");
          Path log = folder.resolve("log");
          Path other = folder.resolve("other");
          assertThat(Jvm.end(Jvm.PLAIN.start(log, Other.class, other), log)).isZero();
          assertThat(other).exists();
          assertThat(inside.resolve("first")).exists();
        });
    assertThat(folder.resolve("bundle/first")).exists();
    assertThat(hidden()).isEmpty();
  }

  @Test
  void aNewFileIsNeverPutOverOneMadeMeanwhile() throws IOException {
    Path file = folder.resolve("model.keras");
    assertThatThrownBy(
            () ->
                AtomicWrites.newFile(
                    file,
                    out -> {
                      out.write(1);
                      Files.writeString(file, "the other's");
                    }))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("the other's");
    assertThat(hidden()).isEmpty();
  }

  @Test
  void aFolderTakenMeanwhileIsNotMixedWith() throws IOException {
    Path first = folder.resolve("1");
    AtomicWrites.Content<Path> content =
        inside -> {
          Files.createDirectories(first);
          Files.writeString(first.resolve("theirs"), "theirs");
          Files.writeString(inside.resolve("ours"), "ours");
        };
    assertThatThrownBy(() -> AtomicWrites.directory(first, content))
        .isInstanceOf(FileAlreadyExistsException.class);
    Iterator<Path> places = List.of(first, folder.resolve("2")).iterator();
    assertThat(AtomicWrites.directory(places::next, content)).isEqualTo(folder.resolve("2"));
    assertThat(folder.resolve("2")).isDirectoryNotContaining("glob:**theirs");
    assertThat(first).isDirectoryNotContaining("glob:**ours");
    assertThat(hidden()).isEmpty();
  }

  /** The folder goes away while it is written in. */
  @Test
  void aFolderReplacedUnderTheWriterIsAnErrorAndNothingElse() throws IOException {
    Path parent = folder.resolve("parent");
    assertThatThrownBy(
            () ->
                AtomicWrites.directory(
                    parent.resolve("1"),
                    inside -> {
                      Files.writeString(inside.resolve("ours"), "ours");
                      Files.move(parent, folder.resolve("elsewhere"));
                      Files.createDirectory(parent);
                    }))
        .isInstanceOf(IOException.class);
    assertThat(parent).isEmptyDirectory();
  }

  private List<String> hidden() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    }
  }
}
