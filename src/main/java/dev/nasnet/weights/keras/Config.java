package dev.nasnet.weights.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON object of a Keras file, such as a layer's constructor arguments. A member that is {@code
 * null} counts as absent.
 *
 * @param json the object
 */
record Config(JsonObject json) {
  static Config of(JsonElement element) {
    if (!element.isJsonObject()) {
      throw new UnfollowedLayerException("a part of the description is no JSON object");
    }
    return new Config(element.getAsJsonObject());
  }

  Optional<JsonElement> get(String key) {
    return Optional.ofNullable(json.get(key)).filter(value -> !value.isJsonNull());
  }

  /** The object of a member; an empty one where it is absent or no object. */
  Config object(String key) {
    return new Config(
        get(key)
            .filter(JsonElement::isJsonObject)
            .map(JsonElement::getAsJsonObject)
            .orElseGet(JsonObject::new));
  }

  /** The elements of a member; none where it is absent or no array. */
  List<JsonElement> list(String key) {
    return get(key)
        .filter(JsonElement::isJsonArray)
        .map(array -> array.getAsJsonArray().asList())
        .orElse(List.of());
  }

  Optional<String> text(String key) {
    return get(key).filter(Config::isText).map(JsonElement::getAsString);
  }

  Optional<Double> number(String key) {
    return get(key).flatMap(Config::number);
  }

  boolean flag(String key, boolean otherwise) {
    return get(key)
        .filter(value -> value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean())
        .map(JsonElement::getAsBoolean)
        .orElse(otherwise);
  }

  /** The numbers of a member in their order, however they are nested; none where it is absent. */
  List<Integer> integers(String key) {
    List<Integer> all = new ArrayList<>();
    get(key).ifPresent(value -> addIntegers(value, all));
    return all;
  }

  /** A member that is a word or an object with a class name or a config: its word. */
  Optional<String> word(String key) {
    return get(key).flatMap(Config::word);
  }

  static boolean isText(JsonElement value) {
    return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }

  static Optional<Double> number(JsonElement value) {
    return value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()
        ? Optional.of(value.getAsDouble())
        : Optional.empty();
  }

  private static Optional<String> word(JsonElement value) {
    if (isText(value)) {
      return Optional.of(value.getAsString());
    }
    if (!value.isJsonObject()) {
      return Optional.empty();
    }
    Config object = new Config(value.getAsJsonObject());
    Optional<String> function = object.text("config");
    return function.isPresent() ? function : object.text("class_name");
  }

  private static void addIntegers(JsonElement value, List<Integer> all) {
    if (value instanceof JsonArray array) {
      array.forEach(element -> addIntegers(element, all));
    } else {
      number(value)
          .filter(number -> number == Math.rint(number))
          .ifPresent(n -> all.add(n.intValue()));
    }
  }
}
