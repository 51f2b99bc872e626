package dev.nasnet.architecture;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import dev.nasnet.architecture.Cell.Branch;
import dev.nasnet.architecture.Cell.Combination;
import dev.nasnet.architecture.CellSet.Place;
import dev.nasnet.architecture.CellSet.Plan;
import dev.nasnet.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link CellSet} as JSON, as {@code cells.schema.json} describes it. */
final class CellJson {
  private static final String NORMAL = "normal";
  private static final String REDUCTION = "reduction";

  private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT).create();

  private CellJson() {}

  static JsonObject write(CellSet cells) {
    JsonObject json = new JsonObject();
    json.addProperty("name", cells.name());
    json.add("plan", writePlan(cells));
    json.add("normal", write(cells.normal()));
    if (cells.hasReduction()) {
      json.add("reduction", write(cells.reduction()));
    }
    return json;
  }

  private static JsonElement writePlan(CellSet cells) {
    if (cells.plan() != Plan.LISTED) {
      return new JsonPrimitive(word(cells.plan()));
    }
    JsonArray plan = new JsonArray();
    for (Place place : cells.places()) {
      JsonObject json = new JsonObject();
      json.addProperty("cell", place.isReduction() ? REDUCTION : NORMAL);
      json.addProperty("stride", place.stride());
      json.addProperty("width", place.width());
      plan.add(json);
    }
    return plan;
  }

  private static JsonObject write(Cell cell) {
    JsonArray combinations = new JsonArray();
    for (Combination combination : cell.combinations()) {
      JsonObject json = new JsonObject();
      json.add("left", write(combination.left()));
      json.add("right", write(combination.right()));
      combinations.add(json);
    }
    JsonArray outputs = new JsonArray();
    cell.outputs().forEach(outputs::add);
    JsonObject json = new JsonObject();
    json.add("combinations", combinations);
    json.add("outputs", outputs);
    return json;
  }

  private static JsonObject write(Branch branch) {
    JsonObject json = new JsonObject();
    json.addProperty("operation", branch.operation().word());
    json.addProperty("state", branch.state());
    return json;
  }

  /** Reads the text of a cell file that is JSON. */
  static CellSet read(String text) {
    try {
      return read(GSON.fromJson(text, JsonElement.class));
    } catch (JsonParseException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new InvalidInputException(
          "the text must be a JSON object or a DARTS genotype (%s); see docs/cells.md"
              .formatted(reason));
    }
  }

  static CellSet read(JsonElement json) {
    JsonObject file =
        object("the file", json, Set.of("$schema", "name", "plan", "normal", "reduction"));
    String name = text("name", member("", file, "name"));
    JsonElement listed = member("", file, "plan");
    List<Place> places = listed.isJsonArray() ? places(listed.getAsJsonArray()) : List.of();
    Plan plan = listed.isJsonArray() ? Plan.LISTED : plan(listed);
    if (plan == Plan.LISTED) {
      CellRules.checkPlaces(places);
    }
    Cell normal = cell(NORMAL, member("", file, NORMAL));
    boolean isNeeded = plan == Plan.INSERTED || places.stream().anyMatch(Place::isReduction);
    if (!isNeeded && !file.has(REDUCTION)) {
      return new CellSet(name, plan, places, normal, normal);
    }
    if (plan == Plan.LISTED && !isNeeded) {
      throw new InvalidInputException(
          "reduction is the cell of no entry of the plan; remove it, or name it in the plan");
    }
    return new CellSet(name, plan, places, normal, cell(REDUCTION, member("", file, REDUCTION)));
  }

  private static Plan plan(JsonElement json) {
    String word =
        json instanceof JsonPrimitive value && value.isString() ? value.getAsString() : "";
    return Stream.of(Plan.INSERTED, Plan.IN_PLACE)
        .filter(plan -> word(plan).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "plan",
                    word.isEmpty() ? brief(json) : word,
                    "must be inserted, in-place or an array of cells"));
  }

  private static List<Place> places(JsonArray plan) {
    List<Place> places = new ArrayList<>();
    for (int index = 0; index < plan.size(); index++) {
      String at = "plan[%d]".formatted(index);
      JsonObject place = object(at, plan.get(index), Set.of("cell", "stride", "width"));
      String cell = text(at + ".cell", member(at, place, "cell"));
      if (!cell.equals(NORMAL) && !cell.equals(REDUCTION)) {
        throw wrong(at + ".cell", cell, "must be normal or reduction");
      }
      places.add(
          new Place(
              cell.equals(REDUCTION),
              integer(at + ".stride", member(at, place, "stride")),
              integer(at + ".width", member(at, place, "width"))));
    }
    return places;
  }

  private static Cell cell(String place, JsonElement json) {
    JsonObject cell = object(place, json, Set.of("combinations", "outputs"));
    JsonArray rows = array(place + ".combinations", member(place, cell, "combinations"));
    new CellRules(place, false).checkCount(rows.size());
    List<Combination> combinations = new ArrayList<>();
    for (int index = 0; index < rows.size(); index++) {
      String at = "%s.combinations[%d]".formatted(place, index);
      JsonObject row = object(at, rows.get(index), Set.of("left", "right"));
      combinations.add(
          new Combination(
              branch(at + ".left", member(at, row, "left")),
              branch(at + ".right", member(at, row, "right"))));
    }
    JsonArray outputs = array(place + ".outputs", member(place, cell, "outputs"));
    List<Integer> states = new ArrayList<>();
    for (int index = 0; index < outputs.size(); index++) {
      states.add(integer("%s.outputs[%d]".formatted(place, index), outputs.get(index)));
    }
    return new Cell(combinations, states);
  }

  private static Branch branch(String place, JsonElement json) {
    JsonObject branch = object(place, json, Set.of("operation", "state"));
    String at = place + ".operation";
    String word = text(at, member(place, branch, "operation"));
    Operation operation =
        Operation.of(word)
            .orElseThrow(
                () ->
                    wrong(
                        at,
                        word,
                        Operation.all().stream()
                            .map(Operation::word)
                            .collect(Collectors.joining(", ", "must be one of ", ""))));
    return new Branch(operation, integer(place + ".state", member(place, branch, "state")));
  }

  private static JsonElement member(String place, JsonObject object, String name) {
    JsonElement member = object.get(name);
    if (member == null) {
      String at = place.isEmpty() ? name : place + "." + name;
      throw new InvalidInputException(at + " is missing; see docs/cells.md");
    }
    return member;
  }

  private static JsonObject object(String place, JsonElement json, Set<String> members) {
    if (json == null || !json.isJsonObject()) {
      throw wrong(place, brief(json), "must be a JSON object");
    }
    for (String name : json.getAsJsonObject().keySet()) {
      if (!members.contains(name)) {
        String known = members.stream().sorted().collect(Collectors.joining(", "));
        throw wrong(place, name, "must have no other members than " + known);
      }
    }
    return json.getAsJsonObject();
  }

  private static JsonArray array(String place, JsonElement json) {
    if (!json.isJsonArray()) {
      throw wrong(place, brief(json), "must be an array");
    }
    return json.getAsJsonArray();
  }

  private static String text(String place, JsonElement json) {
    if (json instanceof JsonPrimitive value && value.isString()) {
      return value.getAsString();
    }
    throw wrong(place, brief(json), "must be a string");
  }

  private static int integer(String place, JsonElement json) {
    if (json instanceof JsonPrimitive value
        && value.isNumber()
        && value.getAsDouble() == Math.rint(value.getAsDouble())
        && Math.abs(value.getAsDouble()) <= Integer.MAX_VALUE) {
      return (int) value.getAsDouble();
    }
    throw wrong(place, brief(json), "must be a whole number");
  }

  private static String brief(JsonElement json) {
    String text = String.valueOf(json);
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static String word(Plan plan) {
    return plan.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static InvalidInputException wrong(String place, String value, String rule) {
    return new InvalidInputException("%s (%s) %s".formatted(place, value, rule));
  }
}
