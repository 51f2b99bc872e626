package dev.nasnet.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.nasnet.problem.InvalidInputException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a JSON object member by member. Each method checks the kind of the member that it returns;
 * {@link #requireAllRead()} refuses the members that no method has read.
 */
public final class JsonMembers {
  private final String owner;
  private final JsonObject json;
  private final TreeSet<String> unread;

  /**
   * Creates a reader.
   *
   * @param owner the name of the object in error messages
   * @param json the object
   */
  public JsonMembers(String owner, JsonObject json) {
    this.owner = owner;
    this.json = json;
    unread = new TreeSet<>(json.keySet());
  }

  /** Returns an enum constant's name in JSON: lower case, words joined by hyphens. */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns whether the object has a member. */
  public boolean has(String name) {
    return json.has(name);
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidInputException if a member was not read, naming it
   */
  public void requireAllRead() {
    if (!unread.isEmpty()) {
      throw new InvalidInputException(
          "%s has unknown members (%s); a later version may have written it"
              .formatted(owner, String.join(", ", unread)));
    }
  }

  /** Returns a string. */
  public String text(String name) {
    JsonPrimitive value = primitive(name);
    if (!value.isString()) {
      throw wrong(name, value, "must be a string");
    }
    return value.getAsString();
  }

  /** Returns a boolean, or the default where the member is missing. */
  public boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    JsonPrimitive value = primitive(name);
    if (!value.isBoolean()) {
      throw wrong(name, value, "must be true or false");
    }
    return value.getAsBoolean();
  }

  /** Returns a number. */
  public double number(String name) {
    return decimal(name).doubleValue();
  }

  /** Returns a number, or the default where the member is missing. */
  public double number(String name, double otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  /** Returns a whole number of 64 bits. */
  public long wholeNumber(String name) {
    try {
      return decimal(name).longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(name, json.get(name), "must be a whole number of at most 64 bits");
    }
  }

  /** Returns a whole number of 32 bits, or the default where the member is missing. */
  public int integer(String name, int otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    long value = wholeNumber(name);
    if (value != (int) value) {
      throw wrong(name, json.get(name), "must be a whole number of at most 32 bits");
    }
    return (int) value;
  }

  /** Returns an enum constant by its {@link #word}. */
  public <E extends Enum<E>> E word(String name, Class<E> type) {
    String value = text(name);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equals(value))
        .findFirst()
        .orElseThrow(() -> wrong(name, json.get(name), "must be one of " + words(type)));
  }

  /** Returns an enum constant by its {@link #word}, or the default where it is missing. */
  public <E extends Enum<E>> E word(String name, E otherwise) {
    return has(name) ? word(name, otherwise.getDeclaringClass()) : otherwise;
  }

  /** Returns an array of strings. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : array(name)) {
      if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
        throw wrong(name, json.get(name), "must be an array of strings");
      }
      texts.add(element.getAsString());
    }
    return texts;
  }

  /** Returns an array of finite numbers. */
  public List<Double> numbers(String name) {
    List<Double> numbers = new ArrayList<>();
    for (JsonElement element : array(name)) {
      JsonObject one = new JsonObject();
      one.add(name, element);
      numbers.add(new JsonMembers(owner, one).number(name));
    }
    return numbers;
  }

  /** Returns an array of objects, each to be read member by member. */
  public List<JsonMembers> objects(String name) {
    List<JsonMembers> objects = new ArrayList<>();
    for (JsonElement element : array(name)) {
      if (!element.isJsonObject()) {
        throw wrong(name, json.get(name), "must be an array of objects");
      }
      objects.add(new JsonMembers(owner + "'s " + name, element.getAsJsonObject()));
    }
    return objects;
  }

  /** Returns an object. */
  public JsonObject object(String name) {
    JsonElement value = member(name);
    if (!value.isJsonObject()) {
      throw wrong(name, value, "must be an object");
    }
    return value.getAsJsonObject();
  }

  /** Returns an object, to be read member by member. */
  public JsonMembers members(String name) {
    return new JsonMembers(owner + "'s " + name, object(name));
  }

  /** Creates the exception for a member with an illegal value. */
  public InvalidInputException wrong(String name, String rule) {
    return wrong(name, member(name), rule);
  }

  private BigDecimal decimal(String name) {
    JsonPrimitive value = primitive(name);
    try {
      if (value.isNumber()) {
        return value.getAsBigDecimal();
      }
    } catch (NumberFormatException e) {
      // NaN, an infinity, or an exponent that no number has.
      throw wrong(name, value, "must be a finite number");
    }
    throw wrong(name, value, "must be a number");
  }

  private JsonArray array(String name) {
    JsonElement value = member(name);
    if (!value.isJsonArray()) {
      throw wrong(name, value, "must be an array");
    }
    return value.getAsJsonArray();
  }

  private JsonPrimitive primitive(String name) {
    JsonElement value = member(name);
    if (!value.isJsonPrimitive()) {
      throw wrong(name, value, "must be a single value");
    }
    return value.getAsJsonPrimitive();
  }

  private JsonElement member(String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      throw new InvalidInputException("%s lacks its member %s".formatted(owner, name));
    }
    unread.remove(name);
    return value;
  }

  private InvalidInputException wrong(String name, JsonElement value, String rule) {
    return new InvalidInputException("%s's %s (%s) %s".formatted(owner, name, value, rule));
  }

  private static String words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(JsonMembers::word)
        .collect(Collectors.joining(", "));
  }
}
