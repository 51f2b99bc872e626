package dev.nasnet.pretrained;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that download one file, and one that is killed. */
@Tag("slow")
class DownloadProcessTest {
  private static final int HALF = 100_000;

  @TempDir Path folder;

  private final byte[] bytes = new byte[2 * HALF];

  @Test
  void twoProcessesMakeOneRequestAndBothGetTheFile() throws Exception {
    try (FileServer server = new FileServer()) {
      new Random(1).nextBytes(bytes);
      server.answer(
          "weights",
          exchange -> {
            // The second process starts while the first one downloads.
            pause(2_000);
            FileServer.send(exchange, bytes, 0, bytes.length);
          });
      List<Process> processes = new ArrayList<>(List.of(start(server), start(server)));
      for (Process process : processes) {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
      }
      assertThat(target()).hasBinaryContent(bytes);
      assertThat(server.requests()).containsExactly("weights");
    }
  }

  @Test
  void theDownloadOfAKilledProcessIsContinued() throws Exception {
    try (FileServer server = new FileServer()) {
      new Random(2).nextBytes(bytes);
      CountDownLatch sent = new CountDownLatch(1);
      server.answer(
          "weights",
          exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes, 0, HALF);
            exchange.getResponseBody().flush();
            sent.countDown();
            pause(60_000);
          });
      Process killed = start(server);
      assertThat(sent.await(1, TimeUnit.MINUTES)).isTrue();
      while (!Files.exists(part()) || Files.size(part()) < HALF) {
        pause(20);
      }
      killed.destroyForcibly().waitFor();
      server.serve("weights", bytes);
      assertThat(start(server).waitFor()).isZero();
      assertThat(target()).hasBinaryContent(bytes);
      assertThat(server.requests()).containsExactly("weights", "weights from " + HALF);
    }
  }

  private Path target() {
    return folder.resolve("models").resolve("nasnet_mobile.h5");
  }

  private Path part() {
    return folder.resolve("models").resolve(".nasnet_mobile.h5.part");
  }

  private Process start(FileServer server) throws IOException {
    Path right = folder.resolve("right");
    Files.write(right, bytes);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DownloadProcess.class.getName(),
            server.url(),
            "weights",
            Md5.of(right),
            folder.resolve("models").toString());
    return new ProcessBuilder(command).inheritIO().start();
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
