package dev.nasnet.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.nasnet.evaluation.Score;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.internal.json.JsonMembers;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The score of a run's best checkpoint on its test images, in {@code test.json} of the run's
 * folder.
 *
 * @param epoch the epoch of the checkpoint
 * @param images the number of test images
 * @param sha256 the SHA-256 of the test images, 64 hex digits
 * @param score the score
 */
public record TestResult(int epoch, int images, String sha256, Score score) {
  private static final String FILE = "test.json";
  private static final String EXACT = "exactMatch";
  private static final String MEAN = "macroAveragePrecision";
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /**
   * Writes the result into a run's folder.
   *
   * @param run the run's folder
   */
  public void write(Path run) {
    JsonObject json = new JsonObject();
    json.addProperty("epoch", epoch);
    json.addProperty("images", images);
    json.addProperty("sha256", sha256);
    Double mean = score.macroAveragePrecision();
    json.addProperty(mean == null ? "top1" : EXACT, score.top1());
    if (mean == null) {
      json.addProperty("top5", score.top5());
    } else {
      json.addProperty(MEAN, mean);
    }
    json.addProperty("loss", score.loss());
    try {
      AtomicWrites.text(run.resolve(FILE), GSON.toJson(json) + "\n");
    } catch (IOException e) {
      throw new FailureException("run (" + run + ") cannot be written: " + e.getMessage(), e);
    }
  }

  private static Score score(JsonMembers json) {
    double loss = json.number("loss");
    if (json.has(MEAN)) {
      double exact = json.number(EXACT);
      return new Score(exact, exact, loss, json.number(MEAN));
    }
    return new Score(json.number("top1"), json.number("top5"), loss);
  }

  /**
   * Reads a run's result, if it has one that can be read.
   *
   * @param run the run's folder
   * @return the result; empty where the file is missing or damaged
   */
  public static Optional<TestResult> find(Path run) {
    try {
      JsonMembers json =
          new JsonMembers(
              FILE, JsonParser.parseString(Files.readString(run.resolve(FILE))).getAsJsonObject());
      return Optional.of(
          new TestResult(
              json.integer("epoch", 0),
              json.integer("images", 0),
              json.text("sha256"),
              score(json)));
    } catch (IOException | JsonParseException | IllegalStateException | InvalidInputException e) {
      return Optional.empty();
    }
  }
}
