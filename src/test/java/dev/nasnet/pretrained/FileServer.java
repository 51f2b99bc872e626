package dev.nasnet.pretrained;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on 127.0.0.1 that serves bytes and can misbehave. */
public final class FileServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** How the server responds to a path. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** Starts a server on a free port. */
  public FileServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Returns the URL of the server's folder. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Returns each request as {@code NAME} or {@code NAME from BYTE}. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /** Serves a file, or the part of it that is requested. */
  public void serve(String name, byte[] bytes) {
    answer(name, exchange -> send(exchange, bytes, start(exchange), bytes.length));
  }

  void answer(String name, Answer answer) {
    answers.put("/" + name, answer);
  }

  /** Returns the first byte that is requested. */
  static int start(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    Matcher matcher = RANGE.matcher(range == null ? "" : range);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** Sends the bytes from start to end, with the head of a response that reaches to the last. */
  static void send(HttpExchange exchange, byte[] bytes, int start, int end) throws IOException {
    send(exchange, bytes, start, end, () -> {});
  }

  /** Sends a part of the bytes, and closes the connection after the action. */
  static void send(HttpExchange exchange, byte[] bytes, int start, int end, Runnable beforeTheEnd)
      throws IOException {
    if (start >= bytes.length) {
      exchange.sendResponseHeaders(416, -1);
    } else {
      if (start > 0) {
        exchange
            .getResponseHeaders()
            .set(
                "Content-Range", "bytes %d-%d/%d".formatted(start, bytes.length - 1, bytes.length));
      }
      exchange.sendResponseHeaders(start > 0 ? 206 : 200, bytes.length - start);
      exchange.getResponseBody().write(bytes, start, Math.max(0, end - start));
      exchange.getResponseBody().flush();
      beforeTheEnd.run();
    }
    exchange.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    int start = start(exchange);
    requests.add(path.substring(1) + (start > 0 ? " from " + start : ""));
    Answer answer = answers.get(path);
    if (answer == null) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
    } else {
      try {
        answer.to(exchange);
      } catch (IOException e) {
        exchange.close();
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
