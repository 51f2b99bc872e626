package dev.nasnet.pretrained;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to download a file. It continues behind the bytes that an earlier attempt has
 * written. Proxies are those of Java's system properties ({@code https.proxyHost}, …); redirections
 * are followed, except from https to http.
 */
final class Download {
  /** No published file has a third of it; a server must not fill the disk. */
  private static final long LARGEST = 1L << 30;

  private static final long REPORT_PAUSE = 200_000_000;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int OUT_OF_RANGE = 416;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/.*");

  private final HttpClient client;
  private final PublishedFile file;
  private final Path part;
  private final Patience patience;
  private final DownloadListener listener;

  /**
   * @param part the file to which the bytes are written
   */
  Download(PublishedFile file, Path part, Patience patience, DownloadListener listener) {
    this.file = file;
    this.part = part;
    this.patience = patience;
    this.listener = listener;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience.connect())
            .build();
  }

  /**
   * Downloads what is missing.
   *
   * @throws DownloadException if the server or the network does not deliver the file
   * @throws IOException if the part cannot be written
   */
  void run() throws IOException {
    long present = Files.exists(part) ? Files.size(part) : 0;
    HttpResponse<InputStream> response = send(present);
    try (InputStream body = response.body()) {
      switch (response.statusCode()) {
        case OK -> receive(response, body, 0);
        case PARTIAL -> receive(response, body, requireStart(response, present));
        case OUT_OF_RANGE -> requirePart(present);
        default ->
            throw new DownloadException(
                "cannot be downloaded: HTTP status " + response.statusCode(), false, null);
      }
    }
  }

  private HttpResponse<InputStream> send(long present) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(file.source())
            .timeout(patience.connect())
            .header("User-Agent", "nasnet-java");
    if (present > 0) {
      request.header("Range", "bytes=" + present + "-");
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new DownloadException("cannot be downloaded: " + reason(e), false, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DownloadException("cannot be downloaded: the thread was interrupted", false, e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "no connection in time";
    } else if (e instanceof HttpTimeoutException) {
      return "no response in time";
    } else if (e instanceof UnknownHostException || hasUnresolvedAddress(e)) {
      return "the name of the host cannot be resolved";
    } else if (e instanceof ConnectException) {
      return "no connection";
    } else if (e instanceof SSLException) {
      return "no secure connection (" + e.getMessage() + ")";
    }
    return String.valueOf(e.getMessage());
  }

  private static boolean hasUnresolvedAddress(@Nullable Throwable problem) {
    Throwable cause = problem;
    while (cause != null && !(cause instanceof UnresolvedAddressException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  /** A server must continue at the requested byte. */
  private static long requireStart(HttpResponse<InputStream> response, long present)
      throws DownloadException {
    Matcher range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    if (!range.matches() || Long.parseLong(range.group(1)) != present) {
      throw new DownloadException(
          "cannot be downloaded: the server continues at another byte than %d".formatted(present),
          false,
          null);
    }
    return present;
  }

  /** The whole file is present already, or more: its sum decides. */
  private static void requirePart(long present) throws DownloadException {
    if (present == 0) {
      throw new DownloadException("cannot be downloaded: HTTP status 416", false, null);
    }
  }

  private void receive(HttpResponse<InputStream> response, InputStream body, long start)
      throws IOException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    OptionalLong total = length < 0 ? OptionalLong.empty() : OptionalLong.of(start + length);
    requireSpace(length);
    StandardOpenOption how =
        start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        IdleWatch watch = new IdleWatch(body, patience.idle())) {
      copy(body, out, watch, new Meter(start, total));
    }
  }

  private void requireSpace(long length) throws IOException {
    long free = Files.getFileStore(part.resolveSibling("")).getUsableSpace();
    // Some file systems state 0; where that is true, writing fails.
    if (free > 0 && length > free) {
      throw new IOException(
          "No space left on device: %d bytes are needed and %d are free".formatted(length, free));
    }
  }

  private void copy(InputStream body, OutputStream out, IdleWatch watch, Meter meter)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = read(body, buffer, watch); count >= 0; count = read(body, buffer, watch)) {
      watch.onRead();
      out.write(buffer, 0, count);
      meter.add(count);
    }
    meter.end();
  }

  private int read(InputStream body, byte[] buffer, IdleWatch watch) throws DownloadException {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      String why =
          watch.isExpired()
              ? "no data for %d s".formatted(Math.max(1, patience.idle().toSeconds()))
              : "the connection broke";
      throw new DownloadException("cannot be downloaded: " + why, true, e);
    }
  }

  /** Counts bytes and reports them. */
  private final class Meter {
    private final long begin = System.nanoTime();
    private final long start;
    private final OptionalLong total;
    private long received;
    private long reported = begin;

    Meter(long start, OptionalLong total) {
      this.start = start;
      this.total = total;
    }

    void add(int count) throws DownloadException {
      received += count;
      if (start + received > LARGEST) {
        throw new DownloadException(
            "cannot be downloaded: the server sends more than 1 GiB", false, null);
      }
      long now = System.nanoTime();
      if (now - reported > REPORT_PAUSE) {
        reported = now;
        report(now);
      }
    }

    /** A body that ends early is a broken connection. */
    void end() throws DownloadException {
      report(System.nanoTime());
      if (total.isPresent() && start + received < total.getAsLong()) {
        throw new DownloadException("cannot be downloaded: the connection broke", true, null);
      }
    }

    private void report(long now) {
      double seconds = Math.max(1e-3, (now - begin) * 1e-9);
      listener.onProgress(
          new DownloadProgress(file.name(), start + received, total, received / seconds));
    }
  }
}
