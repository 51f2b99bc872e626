package dev.nasnet.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A published file is kept in the cache of Keras, whole and unchanged. */
class CachedFileTest extends DownloadCase {
  @Test
  void aFileIsDownloadedOnceWithItsProgress() throws IOException {
    assertThat(require()).isEqualTo(target);
    assertThat(target).hasBinaryContent(bytes);
    assertThat(part).doesNotExist();
    require();
    assertThat(server.requests()).containsExactly("NASNet-mobile.h5");
    assertThat(listener.lines)
        .containsExactly("downloading " + server.url() + "NASNet-mobile.h5 to " + target);
    DownloadProgress last = listener.progress.get(listener.progress.size() - 1);
    assertThat(last.received()).isEqualTo(bytes.length);
    assertThat(last.total()).hasValue(bytes.length);
    assertThat(last.bytesPerSecond()).isPositive();
    assertThat(last.secondsLeft()).hasValue(0L);
  }

  @Test
  void aFileThatKerasDownloadedNeedsNoNetwork() throws IOException {
    server.close();
    put(target, bytes);
    assertThat(require()).isEqualTo(target);
    assertThat(models).isDirectoryNotContaining("glob:**.lock");
  }

  @Test
  void aBrokenConnectionIsContinued() throws IOException {
    breakAt(HALF, true);
    require();
    assertThat(target).hasBinaryContent(bytes);
    assertThat(server.requests())
        .containsExactly("NASNet-mobile.h5", "NASNet-mobile.h5 from " + HALF);
    assertThat(String.join("\n", listener.lines)).contains("the connection broke at ");
  }

  @Test
  void aDownloadThatBreaksAtOneByteFailsAndTheNextProcessContinuesIt() throws IOException {
    breakAt(HALF, false);
    assertFails("cannot be downloaded: the connection broke");
    assertThat(part).hasBinaryContent(Arrays.copyOf(bytes, HALF));
    assertThat(target).doesNotExist();
    server.serve("NASNet-mobile.h5", bytes);
    require();
    assertThat(target).hasBinaryContent(bytes);
    assertThat(server.requests()).last().isEqualTo("NASNet-mobile.h5 from " + HALF);
  }

  @Test
  void aChangedFileIsRefusedAndNothingRemains() {
    byte[] changed = bytes.clone();
    changed[HALF] ^= 1;
    server.serve("NASNet-mobile.h5", changed);
    assertFails("is not the published file: its MD5 is ");
    assertThat(target).doesNotExist();
    assertThat(part).doesNotExist();
  }

  @Test
  void thePartOfAnotherVersionIsReplaced() throws IOException {
    byte[] other = Arrays.copyOf(bytes, HALF);
    other[7] ^= 1;
    put(part, other);
    require();
    assertThat(target).hasBinaryContent(bytes);
    assertThat(server.requests())
        .containsExactly("NASNet-mobile.h5 from " + HALF, "NASNet-mobile.h5");
  }

  @Test
  void aDamagedFileInTheCacheIsReplacedOnlyByTheRightOne() throws IOException {
    byte[] damaged = Arrays.copyOf(bytes, HALF);
    put(target, damaged);
    server.serve("NASNet-mobile.h5", damaged);
    assertFails("is not the published file");
    assertThat(target).hasBinaryContent(damaged);
    server.serve("NASNet-mobile.h5", bytes);
    require();
    assertThat(target).hasBinaryContent(bytes);
    assertThat(String.join("\n", listener.lines)).contains("has another MD5");
  }

  @Test
  void aWholePartIsMovedIntoPlace() throws IOException {
    put(part, bytes);
    require();
    assertThat(target).hasBinaryContent(bytes);
  }

  @Test
  void manyThreadsMakeOneRequest() {
    List<CompletableFuture<Path>> all =
        IntStream.range(0, 6)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> file(SHORT).require()))
            .toList();
    all.forEach(CompletableFuture::join);
    assertThat(target).hasBinaryContent(bytes);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aFileLargerThanTheDiskIsRefusedBeforeItFillsTheDisk() {
    server.answer(
        "NASNet-mobile.h5",
        exchange -> {
          exchange.sendResponseHeaders(200, 1L << 60);
          exchange.getResponseBody().write(bytes);
          exchange.getResponseBody().flush();
          exchange.close();
        });
    assertFails("cannot be written: the disk of " + models + " is full");
    assertThat(target).doesNotExist();
  }

  @Test
  void aCacheThatIsNoFolderIsNamed() throws IOException {
    Files.writeString(folder.resolve("keras"), "a file");
    assertFails("cannot be written: " + models + " is no folder");
  }

  @Test
  void aCacheWithoutPermissionIsNamed() throws IOException {
    Files.createDirectories(models);
    Assumptions.assumeTrue(
        models.toFile().setWritable(false) && !Files.isWritable(models),
        "the superuser may write anywhere");
    assertFails("cannot be written: no permission for ");
    models.toFile().setWritable(true);
  }
}
