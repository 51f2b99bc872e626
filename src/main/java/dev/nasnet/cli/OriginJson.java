package dev.nasnet.cli;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import java.util.Map;
import java.util.TreeMap;

/** The members about the origin of weights as JSON, as a bundle would have them. */
final class OriginJson {
  private OriginJson() {}

  static Map<String, JsonElement> of(Map<String, Object> members) {
    Map<String, JsonElement> json = new TreeMap<>();
    members.forEach((name, value) -> json.put(name, new Gson().toJsonTree(value)));
    return json;
  }
}
