package dev.nasnet.pretrained;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server on this machine with a published file, and an empty cache. */
abstract class DownloadCase {
  static final Patience SHORT =
      new Patience(Duration.ofSeconds(5), Duration.ofMillis(500), Duration.ofMillis(10), 2);
  static final int HALF = 150_000;

  @TempDir Path folder;

  final byte[] bytes = new byte[2 * HALF];
  final FileServer server = new FileServer();
  final RecordingListener listener = new RecordingListener();
  Path models;
  Path target;
  Path part;
  String md5;

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

  CachedFile file(Patience patience) {
    return new CachedFile(
        new PublishedFile("nasnet_mobile.h5", server.url(), "NASNet-mobile.h5", md5),
        models,
        patience,
        listener);
  }

  Path require() {
    return file(SHORT).require();
  }

  /** A failure is one line with the address, the place and the cure. */
  void assertFails(String reason) {
    assertThatThrownBy(this::require)
        .isInstanceOf(FailureException.class)
        .hasMessageStartingWith("NASNet-mobile.h5 (" + server.url() + "NASNet-mobile.h5) ")
        .hasMessageContaining(reason)
        .hasMessageContaining("; download it by hand and save it as " + target + ", set KERAS_HOME")
        .hasMessageEndingWith("or set NASNET_WEIGHTS_URL to a mirror");
  }

  /** Breaks a response at a byte, at first only or always. */
  void breakAt(int end, boolean once) {
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
  void awaitPart(int size) {
    for (int i = 0; i < 500 && part.toFile().length() < size; i++) {
      sleep(10);
    }
  }

  static void put(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
