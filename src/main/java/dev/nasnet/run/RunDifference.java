package dev.nasnet.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.nasnet.bundle.ClassNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What differs between the run that is there and the one that is asked for, in words. The path of
 * the data is no difference where its content is the same.
 *
 * @param kept what began the run
 * @param asked what is to go on
 */
public record RunDifference(RunDescription kept, RunDescription asked) {
  /** Returns a phrase for each difference; none where the run can go on. */
  public List<String> phrases() {
    List<String> phrases = new ArrayList<>();
    compare("network's ", members(kept.specJson()), members(asked.specJson()), phrases);
    if (!ClassNames.same(kept.classNames(), asked.classNames())) {
      phrases.add(
          "classes %s, not %s".formatted(names(kept.classNames()), names(asked.classNames())));
    }
    if (!kept.dataSha256().equals(asked.dataSha256())) {
      phrases.add(
          "data of %s (SHA-256 %s), not of %s (%s): files, their names or what is held out differ"
              .formatted(
                  kept.data(), start(kept.dataSha256()), asked.data(), start(asked.dataSha256())));
    }
    if (!kept.recipe().equals(asked.recipe())) {
      compare("recipe's ", components(kept.recipe()), components(asked.recipe()), phrases);
    }
    return phrases;
  }

  private static void compare(
      String of, Map<String, String> first, Map<String, String> second, List<String> phrases) {
    TreeSet<String> names = new TreeSet<>(first.keySet());
    names.addAll(second.keySet());
    for (String name : names) {
      String was = first.getOrDefault(name, "none");
      String is = second.getOrDefault(name, "none");
      if (!Objects.equals(was, is)) {
        phrases.add("%s%s %s, not %s".formatted(of, name, was, is));
      }
    }
  }

  private static Map<String, String> members(String json) {
    JsonObject object = JsonParser.parseString(json).getAsJsonObject();
    Map<String, String> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      members.put(member.getKey(), member.getValue().toString());
    }
    return members;
  }

  /** A record's components by name; those of a record within it stay one text. */
  private static Map<String, String> components(String record) {
    Map<String, String> components = new LinkedHashMap<>();
    String inner = record.substring(record.indexOf('[') + 1, Math.max(0, record.length() - 1));
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= inner.length(); i++) {
      char c = i == inner.length() ? ',' : inner.charAt(i);
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        String[] pair = inner.substring(start, i).strip().split("=", 2);
        components.put(pair[0], pair[pair.length - 1]);
        start = i + 1;
      }
    }
    return components;
  }

  private static String names(List<String> classes) {
    return classes.size() > 5
        ? "%s and %d more".formatted(classes.subList(0, 5), classes.size() - 5)
        : classes.toString();
  }

  private static String start(String sha256) {
    return sha256.substring(0, Math.min(12, sha256.length())) + "…";
  }
}
