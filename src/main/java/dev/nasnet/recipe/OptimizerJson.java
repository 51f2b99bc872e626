package dev.nasnet.recipe;

import com.google.gson.JsonObject;
import dev.nasnet.internal.json.JsonMembers;

/**
 * An {@link Optimizer} as JSON: {@code name} (momentum, rmsprop, adam or adamw) and its parameters.
 */
final class OptimizerJson {
  private OptimizerJson() {}

  static JsonObject write(Optimizer optimizer) {
    JsonObject json = new JsonObject();
    if (optimizer instanceof Optimizer.Momentum momentum) {
      json.addProperty("name", "momentum");
      json.addProperty("momentum", momentum.momentum());
    } else if (optimizer instanceof Optimizer.RmsProp rmsProp) {
      json.addProperty("name", "rmsprop");
      json.addProperty("decay", rmsProp.decay());
      json.addProperty("momentum", rmsProp.momentum());
      json.addProperty("epsilon", rmsProp.epsilon());
    } else if (optimizer instanceof Optimizer.Adam adam) {
      json.addProperty("name", "adam");
      json.addProperty("beta1", adam.beta1());
      json.addProperty("beta2", adam.beta2());
      json.addProperty("epsilon", adam.epsilon());
    } else if (optimizer instanceof Optimizer.AdamW adam) {
      json.addProperty("name", "adamw");
      json.addProperty("beta1", adam.beta1());
      json.addProperty("beta2", adam.beta2());
      json.addProperty("epsilon", adam.epsilon());
      json.addProperty("weightDecay", adam.weightDecay());
    }
    return json;
  }

  static Optimizer read(JsonMembers members) {
    Optimizer optimizer =
        switch (members.text("name")) {
          case "momentum" -> new Optimizer.Momentum(members.number("momentum"));
          case "rmsprop" ->
              new Optimizer.RmsProp(
                  members.number("decay"), members.number("momentum"), members.number("epsilon"));
          case "adam" ->
              new Optimizer.Adam(
                  members.number("beta1"), members.number("beta2"), members.number("epsilon"));
          case "adamw" ->
              new Optimizer.AdamW(
                  members.number("beta1"),
                  members.number("beta2"),
                  members.number("epsilon"),
                  members.number("weightDecay"));
          default -> throw members.wrong("name", "must be momentum, rmsprop, adam or adamw");
        };
    members.requireAllRead();
    return optimizer;
  }
}
