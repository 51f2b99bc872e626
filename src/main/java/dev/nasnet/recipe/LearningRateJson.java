package dev.nasnet.recipe;

import com.google.gson.JsonObject;
import dev.nasnet.internal.json.JsonMembers;

/**
 * A {@link LearningRate} as JSON: {@code schedule} (constant, cosine or staircase), its {@code
 * rate}, {@code warmUp} in epochs (0 for none), and a staircase's {@code factor} and {@code every}.
 */
final class LearningRateJson {
  private LearningRateJson() {}

  static JsonObject write(LearningRate rate) {
    JsonObject json = new JsonObject();
    LearningRate main = rate instanceof LearningRate.WarmUp warmUp ? warmUp.then() : rate;
    if (main instanceof LearningRate.Constant constant) {
      put(json, "constant", constant.rate());
    } else if (main instanceof LearningRate.Cosine cosine) {
      put(json, "cosine", cosine.rate());
    } else if (main instanceof LearningRate.Staircase staircase) {
      put(json, "staircase", staircase.rate());
      json.addProperty("factor", staircase.factor());
      json.addProperty("every", staircase.every());
    } else {
      throw new IllegalArgumentException("a warm-up precedes another warm-up");
    }
    json.addProperty(
        "warmUp", rate instanceof LearningRate.WarmUp warmUp ? warmUp.warmUp() : (Number) 0.0);
    return json;
  }

  private static void put(JsonObject json, String schedule, double rate) {
    json.addProperty("schedule", schedule);
    json.addProperty("rate", rate);
  }

  static LearningRate read(JsonMembers members) {
    double rate = members.number("rate");
    LearningRate main =
        switch (members.text("schedule")) {
          case "constant" -> new LearningRate.Constant(rate);
          case "cosine" -> new LearningRate.Cosine(rate);
          case "staircase" ->
              new LearningRate.Staircase(rate, members.number("factor"), members.number("every"));
          default -> throw members.wrong("schedule", "must be constant, cosine or staircase");
        };
    double warmUp = members.number("warmUp", 0);
    members.requireAllRead();
    return warmUp == 0 ? main : new LearningRate.WarmUp(main, warmUp);
  }
}
