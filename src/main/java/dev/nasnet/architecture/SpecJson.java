package dev.nasnet.architecture;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import dev.nasnet.problem.InvalidInputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A {@link NasNetSpec} as a JSON object with a member a component, as a run and a bundle keep it.
 * {@code cellSet} is present unless it is that of NASNet-A. {@code size} is {@code "PX"} or {@code
 * "HxW"}; {@code classes}, {@code activation} and {@code pooling} stand for a classifier, {@code
 * pooling} alone for none. Earlier versions wrote {@code softmax}, true or false, for a
 * classifier's activation, and no pooling, which was average.
 */
public final class SpecJson {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().setStrictness(Strictness.STRICT).create();

  private SpecJson() {}

  /**
   * {@return a spec as indented JSON, from which {@link #read} makes an equal one}
   *
   * @param spec the description of the network
   */
  public static String write(NasNetSpec spec) {
    return GSON.toJson(toJson(spec));
  }

  /**
   * {@return a spec as a JSON object, from which {@link #fromJson} makes an equal one}
   *
   * @param spec the description of the network
   */
  public static JsonObject toJson(NasNetSpec spec) {
    JsonObject json = new JsonObject();
    json.addProperty("name", spec.name());
    if (!spec.cellSet().equals(CellSet.NASNET_A)) {
      json.add("cellSet", spec.cellSet().toJson());
    }
    json.addProperty("cells", spec.cells());
    json.addProperty("penultimateFilters", spec.penultimateFilters());
    json.addProperty("stem", word(spec.stem()));
    json.addProperty("stemFilters", spec.stemFilters());
    json.addProperty("size", spec.size().toString());
    writeHead(json, spec.head());
    json.addProperty("dialect", word(spec.dialect()));
    json.addProperty("wiring", word(spec.wiring()));
    json.addProperty("poolPadding", word(spec.poolPadding()));
    json.addProperty("batchNormMomentum", spec.batchNormMomentum());
    json.addProperty("batchNormEpsilon", spec.batchNormEpsilon());
    json.addProperty("dropout", spec.dropout());
    json.addProperty("auxiliaryHead", spec.auxiliaryHead());
    json.addProperty("dropPathKeep", spec.dropPathKeep());
    return json;
  }

  /**
   * {@return the members of {@link #toJson} as texts; the cells as JSON in one line}
   *
   * @param spec the description of the network
   */
  public static Map<String, String> texts(NasNetSpec spec) {
    Map<String, String> texts = new LinkedHashMap<>();
    toJson(spec)
        .asMap()
        .forEach(
            (name, value) ->
                texts.put(name, value.isJsonPrimitive() ? value.getAsString() : value.toString()));
    return texts;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param text one JSON object
   * @return the spec
   * @throws InvalidInputException if the text is no JSON object, if a member is missing, unknown or
   *     of the wrong kind, or if the network cannot be built
   */
  public static NasNetSpec read(String text) {
    return fromJson(parse(text));
  }

  /**
   * Reads what {@link #toJson} returned.
   *
   * @param json the object, which is not changed
   * @return the spec
   * @throws InvalidInputException if it is no JSON object, if a member is missing, unknown or of
   *     the wrong kind, or if the network cannot be built
   */
  public static NasNetSpec fromJson(JsonElement json) {
    if (!json.isJsonObject()) {
      throw refusal("is no JSON object");
    }
    Members members = new Members(json.getAsJsonObject());
    NasNetSpec spec =
        new NasNetSpec(
            members.text("name"),
            members.cellSet(),
            members.integer("cells"),
            members.integer("penultimateFilters"),
            members.word("stem", Stem.class),
            members.integer("stemFilters"),
            ImageSize.of(members.text("size")),
            readHead(members),
            members.word("dialect", Dialect.class),
            members.word("wiring", Wiring.class),
            members.word("poolPadding", PoolPadding.class),
            members.number("batchNormMomentum"),
            members.number("batchNormEpsilon"),
            members.number("dropout"),
            members.flag("auxiliaryHead"),
            members.number("dropPathKeep"));
    members.requireAllRead();
    return spec;
  }

  private static JsonObject parse(String text) {
    try {
      JsonElement json = GSON.fromJson(text, JsonElement.class);
      if (json != null && json.isJsonObject()) {
        return json.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw refusal("is no JSON (" + reason + ")");
    }
    throw refusal("is no JSON object");
  }

  private static void writeHead(JsonObject json, Head head) {
    if (head instanceof Head.Classifier classifier) {
      json.addProperty("classes", classifier.classes());
      json.addProperty("activation", classifier.activation().kerasName());
      json.addProperty("pooling", word(classifier.pooling()));
    } else if (head instanceof Head.Features features) {
      json.addProperty("pooling", word(features.pooling()));
    }
  }

  private static Head readHead(Members members) {
    if (members.has("pooling") && !members.has("classes")) {
      return new Head.Features(members.word("pooling", Pooling.class));
    }
    int classes = members.integer("classes");
    if (members.has("softmax")) {
      boolean softmax = members.flag("softmax");
      return new Head.Classifier(classes, softmax ? HeadActivation.SOFTMAX : HeadActivation.LINEAR);
    }
    return new Head.Classifier(
        classes,
        members.word("activation", HeadActivation.class),
        members.word("pooling", Pooling.class));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static InvalidInputException refusal(String what) {
    return new InvalidInputException("spec JSON " + what + "; write it anew with this version");
  }

  /** A JSON object's members, each read at most once and then struck off. */
  private static final class Members {
    private final JsonObject json;
    private final TreeSet<String> unread;

    Members(JsonObject json) {
      this.json = json;
      unread = new TreeSet<>(json.keySet());
    }

    boolean has(String name) {
      return json.has(name);
    }

    void requireAllRead() {
      if (!unread.isEmpty()) {
        throw refusal("has unknown members " + unread);
      }
    }

    /** The cells; those of NASNet-A are not written, as versions before cell files did not. */
    CellSet cellSet() {
      JsonElement json = this.json.get("cellSet");
      unread.remove("cellSet");
      return json == null ? CellSet.NASNET_A : CellJson.read(json);
    }

    String text(String name) {
      JsonPrimitive value = primitive(name);
      if (!value.isString()) {
        throw wrong(name, value, "must be text");
      }
      return value.getAsString();
    }

    boolean flag(String name) {
      JsonPrimitive value = primitive(name);
      if (!value.isBoolean()) {
        throw wrong(name, value, "must be true or false");
      }
      return value.getAsBoolean();
    }

    double number(String name) {
      JsonPrimitive value = primitive(name);
      if (!value.isNumber()) {
        throw wrong(name, value, "must be a number");
      }
      return value.getAsDouble();
    }

    int integer(String name) {
      double value = number(name);
      if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
        throw wrong(name, json.get(name), "must be a whole number");
      }
      return (int) value;
    }

    <E extends Enum<E>> E word(String name, Class<E> type) {
      String value = text(name);
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> SpecJson.word(constant).equals(value))
          .findFirst()
          .orElseThrow(() -> wrong(name, json.get(name), "must be one of " + words(type)));
    }

    private static String words(Class<? extends Enum<?>> type) {
      return Arrays.stream(type.getEnumConstants())
          .map(SpecJson::word)
          .collect(Collectors.joining(", "));
    }

    private JsonPrimitive primitive(String name) {
      JsonElement value = json.get(name);
      if (value == null) {
        throw refusal("lacks " + name);
      }
      unread.remove(name);
      if (!value.isJsonPrimitive()) {
        throw wrong(name, value, "must be a single value");
      }
      return value.getAsJsonPrimitive();
    }

    private static InvalidInputException wrong(String name, JsonElement value, String rule) {
      return new InvalidInputException(
          "spec JSON's %s (%s) %s".formatted(name, value.toString(), rule));
    }
  }
}
