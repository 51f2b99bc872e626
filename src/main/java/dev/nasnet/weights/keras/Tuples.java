package dev.nasnet.weights.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** tf_keras writes a tuple of a SavedModel's description as an object of its own. */
final class Tuples {
  private Tuples() {}

  /** The same with each {@code {"class_name": "__tuple__", "items": […]}} as an array. */
  static JsonElement unwrapped(JsonElement element) {
    if (element instanceof JsonArray array) {
      JsonArray all = new JsonArray(array.size());
      array.forEach(value -> all.add(unwrapped(value)));
      return all;
    }
    if (!(element instanceof JsonObject object)) {
      return element;
    }
    Config config = new Config(object);
    if (config.text("class_name").filter("__tuple__"::equals).isPresent()) {
      return unwrapped(config.get("items").orElseGet(JsonArray::new));
    }
    JsonObject all = new JsonObject();
    object.entrySet().forEach(entry -> all.add(entry.getKey(), unwrapped(entry.getValue())));
    return all;
  }
}
