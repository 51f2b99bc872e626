package dev.nasnet.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server on this machine that may misbehave. */
class CachedFileTest {
  private static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofMillis(10), 2);
  private static final int HALF = 150_000;

  @TempDir Path folder;

  private final byte[] bytes = new byte[2 * HALF];
  private final FileServer server = new FileServer();
  private final RecordingListener listener = new RecordingListener();
  private Path models;
  private Path target;
  private Path part;
  private String md5;

  @BeforeEach
  void draw() throws IOException {
    new Random(3).nextBytes(bytes);
    md5 = Md5.of(Files.write(folder.resolve("right"), bytes));
    models = folder.resolve("keras").resolve("models");
    target = models.resolve("nasnet_mobile.h5");
    part = models.resolve(".nasnet_mobile.h5.part");
    server.serve("NASNet-mobile.h5", bytes);
  }

  @AfterEach
  void stop() {
    server.close();
  }

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
  void aServerWithoutRangesStartsAnew() throws IOException {
    put(part, Arrays.copyOf(bytes, HALF));
    server.answer(
        "NASNet-mobile.h5", exchange -> FileServer.send(exchange, bytes, 0, bytes.length));
    require();
    assertThat(target).hasBinaryContent(bytes);
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
  void anotherByteThanRequestedIsRefused() throws IOException {
    put(part, Arrays.copyOf(bytes, HALF));
    server.answer(
        "NASNet-mobile.h5", exchange -> FileServer.send(exchange, bytes, HALF - 1, bytes.length));
    assertFails("continues at another byte than " + HALF);
    assertThat(target).doesNotExist();
  }

  @Test
  void aServerThatStopsSendingIsGivenUp() {
    server.answer(
        "NASNet-mobile.h5",
        exchange -> {
          int start = FileServer.start(exchange);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes, start, 1000);
          exchange.getResponseBody().flush();
          sleep(20_000);
        });
    assertFails("cannot be downloaded: no data for 1 s");
  }

  @Test
  void aSlowServerIsNotGivenUp() throws IOException {
    server.answer(
        "NASNet-mobile.h5",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          for (int i = 0; i < 10; i++) {
            sleep(100);
            exchange.getResponseBody().write(bytes, i * bytes.length / 10, bytes.length / 10);
            exchange.getResponseBody().flush();
          }
          exchange.close();
        });
    require();
    assertThat(target).hasBinaryContent(bytes);
    assertThat(listener.progress).hasSizeGreaterThan(2);
  }

  @Test
  void aServerThatDoesNotRespondIsGivenUp() {
    server.answer("NASNet-mobile.h5", exchange -> sleep(20_000));
    Patience patience = new Patience(Duration.ofMillis(400), SHORT.idle(), SHORT.retry(), 1);
    assertThatThrownBy(() -> file(patience).require())
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("no response in time");
  }

  @Test
  void aClosedPortFails() {
    server.close();
    assertFails("cannot be downloaded: no connection");
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 429, 500, 503})
  void anErrorOfTheServerIsNamed(int status) {
    server.answer(
        "NASNet-mobile.h5",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    assertFails("cannot be downloaded: HTTP status " + status);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aRedirectionIsFollowed() throws IOException {
    server.serve("elsewhere", bytes);
    server.answer(
        "NASNet-mobile.h5",
        exchange -> {
          exchange.getResponseHeaders().set("Location", server.url() + "elsewhere");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    require();
    assertThat(target).hasBinaryContent(bytes);
  }

  @Test
  void theUsualPropertiesNameAProxy() {
    System.setProperty("http.proxyHost", "127.0.0.1");
    System.setProperty("http.proxyPort", String.valueOf(URI.create(server.url()).getPort()));
    try {
      PublishedFile elsewhere =
          new PublishedFile("nasnet_mobile.h5", "http://keras.test/", "NASNet-mobile.h5", md5);
      new CachedFile(elsewhere, models, SHORT, listener).require();
    } finally {
      System.clearProperty("http.proxyHost");
      System.clearProperty("http.proxyPort");
    }
    assertThat(target).hasBinaryContent(bytes);
    assertThat(server.requests()).containsExactly("NASNet-mobile.h5");
  }

  @Test
  void aNameThatNoServerHasIsNamed() {
    PublishedFile elsewhere =
        new PublishedFile("x.h5", "http://no-such-host.invalid/", "x.h5", md5);
    assertThatThrownBy(() -> new CachedFile(elsewhere, models, SHORT, listener).require())
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("the name of the host cannot be resolved");
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

  private CachedFile file(Patience patience) {
    return new CachedFile(
        new PublishedFile("nasnet_mobile.h5", server.url(), "NASNet-mobile.h5", md5),
        models,
        patience,
        listener);
  }

  private Path require() {
    return file(SHORT).require();
  }

  /** A failure is one line with the address, the place and the cure. */
  private void assertFails(String reason) {
    assertThatThrownBy(this::require)
        .isInstanceOf(FailureException.class)
        .hasMessageStartingWith("NASNet-mobile.h5 (" + server.url() + "NASNet-mobile.h5) ")
        .hasMessageContaining(reason)
        .hasMessageContaining("; download it by hand and save it as " + target + ", set KERAS_HOME")
        .hasMessageEndingWith("or set NASNET_WEIGHTS_URL to a mirror");
  }

  /** Breaks a response at a byte, at first only or always. */
  private void breakAt(int end, boolean once) {
    server.answer(
        "NASNet-mobile.h5",
        exchange -> {
          if (once) {
            server.serve("NASNet-mobile.h5", bytes);
          }
          int start = FileServer.start(exchange);
          FileServer.send(exchange, bytes, start, end, () -> awaitPart(end));
        });
  }

  /** A connection that is reset may lose what was sent and not yet read. */
  private void awaitPart(int size) {
    for (int i = 0; i < 500 && part.toFile().length() < size; i++) {
      sleep(10);
    }
  }

  private static void put(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
