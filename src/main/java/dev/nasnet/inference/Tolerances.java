package dev.nasnet.inference;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.nasnet.problem.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a bundle's answers may be from its proof, as a share of an output's largest value.
 *
 * @param known what the bundle says of its outputs, where it computes in bfloat16
 */
record Tolerances(Map<String, Double> known) {
  /**
   * Measured between two builds of the same kernels: up to 5e-6 (Large). A layer that is 1 % off
   * moves even a small network by 3e-4.
   */
  static final double USUAL = 2e-5;

  /**
   * A bundle's, from {@code assets.extra/provenance.json}; the usual one where it says nothing of
   * bfloat16.
   *
   * @throws FailureException if the file cannot be read, or a tolerance is no share
   */
  static Tolerances of(Path version) {
    Path file = Bundle.provenance(version);
    if (!Files.isRegularFile(file)) {
      return new Tolerances(Map.of());
    }
    try {
      JsonObject json = new Gson().fromJson(Files.readString(file), JsonObject.class);
      return new Tolerances(isShort(json) ? shares(json) : Map.of());
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | NumberFormatException
        | UnsupportedOperationException e) {
      throw damaged(file, e);
    }
  }

  /** An output's. */
  double of(String output) {
    return known.getOrDefault(output, USUAL);
  }

  private static boolean isShort(@Nullable JsonObject json) {
    JsonElement precision = json == null ? null : json.get("precision");
    return precision != null
        && precision.isJsonPrimitive()
        && precision.getAsString().equals("bfloat16");
  }

  private static Map<String, Double> shares(JsonObject json) {
    JsonElement all = json.get("tolerance");
    if (all == null) {
      throw new JsonParseException("tolerance is missing");
    }
    Map<String, Double> shares = new TreeMap<>();
    for (Map.Entry<String, JsonElement> entry : all.getAsJsonObject().entrySet()) {
      double share = entry.getValue().getAsDouble();
      if (!(share > 0 && Double.isFinite(share))) {
        throw new JsonParseException("tolerance is " + share);
      }
      shares.put(entry.getKey(), share);
    }
    return shares;
  }

  private static FailureException damaged(Path file, Exception e) {
    return new FailureException(
        "provenance (%s) must say how far bfloat16 may be off: %s; export it anew"
            .formatted(file, e.getMessage()),
        e);
  }
}
