package dev.nasnet.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from a server on this machine that may misbehave. */
class DownloadServerTest extends DownloadCase {
  @Test
  void aServerWithoutRangesStartsAnew() throws IOException {
    put(part, Arrays.copyOf(bytes, HALF));
    server.answer(
        "NASNet-mobile.h5", exchange -> FileServer.send(exchange, bytes, 0, bytes.length));
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
}
