package dev.nasnet.bundle;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.problem.InvalidInputException;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** A {@link Provenance} as a JSON object. */
final class ProvenanceJson {
  static final String SPEC = "spec";
  static final String PARAMETERS = "parameters";
  static final String MULTIPLY_ADDS = "multiplyAdds";
  static final String OPTIMIZE = "optimize";
  static final String TENSORFLOW = "tensorflow";
  static final String PRECISION = "precision";
  static final String DEVIATION = "deviation";
  static final String TOLERANCE = "tolerance";

  /** The members that the export writes, in the order of the file. */
  static final List<String> RESERVED =
      List.of(
          SPEC, PARAMETERS, MULTIPLY_ADDS, OPTIMIZE, TENSORFLOW, PRECISION, DEVIATION, TOLERANCE);

  private static final String FLOAT32 = "float32";
  private static final String BFLOAT16 = "bfloat16";

  private static final Gson JSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .setStrictness(Strictness.STRICT)
          .create();

  private ProvenanceJson() {}

  static String write(Provenance provenance) {
    JsonObject json = new JsonObject();
    provenance.spec().ifPresent(spec -> json.add(SPEC, SpecJson.toJson(spec)));
    provenance.parameters().ifPresent(count -> json.addProperty(PARAMETERS, count));
    provenance.multiplyAdds().ifPresent(count -> json.addProperty(MULTIPLY_ADDS, count));
    provenance.optimize().ifPresent(word -> json.addProperty(OPTIMIZE, word));
    provenance.tensorflow().ifPresent(version -> json.addProperty(TENSORFLOW, version));
    if (provenance.precision() == Provenance.Precision.BFLOAT16) {
      json.addProperty(PRECISION, BFLOAT16);
      json.add(DEVIATION, JSON.toJsonTree(provenance.deviations()));
      json.add(TOLERANCE, JSON.toJsonTree(provenance.tolerances()));
    }
    provenance.origin().forEach(json::add);
    return JSON.toJson(json) + "\n";
  }

  static SortedMap<String, JsonElement> tree(Map<String, ?> members) {
    SortedMap<String, JsonElement> tree = new TreeMap<>();
    members.forEach((name, value) -> tree.put(name, JSON.toJsonTree(value)));
    return tree;
  }

  static Provenance read(String text) {
    JsonObject json = parse(text);
    Provenance.Precision precision = precision(json);
    boolean isShort = precision == Provenance.Precision.BFLOAT16;
    SortedMap<String, JsonElement> origin = new TreeMap<>(json.asMap());
    origin.keySet().removeAll(RESERVED);
    return new Provenance(
        // The first bundles and other programs have another kind of value here.
        Optional.ofNullable(json.get(SPEC))
            .filter(JsonElement::isJsonObject)
            .map(SpecJson::fromJson),
        count(json, PARAMETERS),
        count(json, MULTIPLY_ADDS),
        text(json, OPTIMIZE),
        text(json, TENSORFLOW),
        precision,
        isShort ? shares(json, DEVIATION) : Collections.emptySortedMap(),
        isShort ? shares(json, TOLERANCE) : Collections.emptySortedMap(),
        origin);
  }

  private static JsonObject parse(String text) {
    try {
      JsonElement json = JSON.fromJson(text, JsonElement.class);
      if (json != null && json.isJsonObject()) {
        return json.getAsJsonObject();
      }
      throw new InvalidInputException("it must be a JSON object");
    } catch (JsonParseException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidInputException("it must be JSON (" + reason + ")");
    }
  }

  private static Provenance.Precision precision(JsonObject json) {
    String word = text(json, PRECISION).orElse(FLOAT32);
    return switch (word) {
      case FLOAT32 -> Provenance.Precision.FLOAT32;
      case BFLOAT16 -> Provenance.Precision.BFLOAT16;
      default ->
          throw new InvalidInputException(
              "precision (%s) must be float32 or bfloat16".formatted(word));
    };
  }

  private static Optional<String> text(JsonObject json, String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return Optional.of(primitive.getAsString());
    }
    throw new InvalidInputException("%s (%s) must be text".formatted(name, shown(value)));
  }

  private static OptionalLong count(JsonObject json, String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    try {
      if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
        return OptionalLong.of(new BigDecimal(primitive.getAsString()).longValueExact());
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Refused below, with the other values that are no whole numbers.
    }
    throw new InvalidInputException("%s (%s) must be a whole number".formatted(name, shown(value)));
  }

  private static SortedMap<String, Double> shares(JsonObject json, String name) {
    JsonElement all = json.get(name);
    if (all == null) {
      return Collections.emptySortedMap();
    }
    if (!all.isJsonObject()) {
      throw new InvalidInputException("%s (%s) must be an object".formatted(name, shown(all)));
    }
    SortedMap<String, Double> shares = new TreeMap<>();
    all.getAsJsonObject()
        .asMap()
        .forEach((output, value) -> shares.put(output, number(name, value)));
    return shares;
  }

  private static double number(String name, JsonElement value) {
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsDouble();
    }
    throw new InvalidInputException("%s (%s) must be a number".formatted(name, shown(value)));
  }

  private static String shown(JsonElement value) {
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
