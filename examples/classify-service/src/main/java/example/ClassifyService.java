package example;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.inference.Classifier;
import dev.nasnet.inference.ThreadConfig;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;

/**
 * An HTTP service on the JDK's own server: {@code POST /classify} with an image file as the body.
 *
 * <p>One classifier serves all threads. The body and the image's pixels are bounded, and an image
 * that cannot be decoded is the client's error.
 */
public final class ClassifyService {
  private static final int MOST_BYTES = 10_000_000;
  private static final PixelLimit MOST_PIXELS = new PixelLimit(20_000_000);
  private static final int TOP = 3;

  private final Classifier classifier;
  private final Gson gson = new Gson();

  private ClassifyService(Classifier classifier) {
    this.classifier = classifier;
  }

  /** Arguments: the model's folder, and the port (0: any free port). */
  public static void main(String[] args) throws Exception {
    Classifier classifier =
        Classifier.open(Path.of(args[0]), MOST_PIXELS, ThreadConfig.BEST);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    HttpServer server = HttpServer.create(address, 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/classify", new ClassifyService(classifier)::handle);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.stop(1);
                  classifier.close();
                }));
    server.start();
    System.out.println("listening on port " + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("POST")) {
        send(exchange, 405, Map.of("error", "POST an image file"));
        return;
      }
      byte[] body;
      try (InputStream stream = exchange.getRequestBody()) {
        body = stream.readNBytes(MOST_BYTES + 1);
      }
      if (body.length > MOST_BYTES) {
        send(exchange, 413, Map.of("error", "at most " + MOST_BYTES + " bytes"));
        return;
      }
      classify(exchange, body);
    }
  }

  private void classify(HttpExchange exchange, byte[] image) throws IOException {
    try {
      send(exchange, 200, classifier.classify(image, TOP));
    } catch (InvalidInputException e) {
      send(exchange, 400, Map.of("error", e.getMessage()));
    } catch (RuntimeException e) {
      System.getLogger("classify").log(System.Logger.Level.ERROR, "an image failed", e);
      send(exchange, 500, Map.of("error", "the image could not be classified"));
    }
  }

  private void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] json = gson.toJson(body).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, json.length);
    exchange.getResponseBody().write(json);
  }
}
