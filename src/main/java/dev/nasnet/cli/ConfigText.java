package dev.nasnet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.nasnet.problem.InvalidInputException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The members of a configuration file and the lines on which they are.
 *
 * @param members the members in their order
 * @param lines the line of each member, from 1, by its name
 */
record ConfigText(JsonObject members, Map<String, Integer> lines) {
  private static final Set<Tag> TEXTS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.TIMESTAMP);

  private static final Set<String> BOOLEANS = Set.of("true", "false");

  /** Copies the lines. */
  ConfigText {
    lines = Map.copyOf(lines);
  }

  /**
   * Parses a JSON object.
   *
   * @param name the name of the file in messages
   */
  static ConfigText json(String text, String name) {
    JsonObject members;
    try {
      JsonElement json = JsonParser.parseString(text);
      if (!json.isJsonObject()) {
        throw new InvalidInputException(name + " must be a JSON object of options");
      }
      members = json.getAsJsonObject();
    } catch (JsonParseException e) {
      throw new InvalidInputException(
          "%s must be JSON, as train --print-config writes it, or YAML in a file that ends in .yaml"
              .formatted(name));
    }
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (String member : members.keySet()) {
      Matcher found = Pattern.compile("\"" + Pattern.quote(member) + "\"\\s*:").matcher(text);
      if (found.find()) {
        lines.put(member, 1 + (int) text.substring(0, found.start()).lines().count());
      }
    }
    return new ConfigText(members, lines);
  }

  /**
   * Parses a YAML mapping of scalars and of lists of scalars. Of YAML's words for truth only true
   * and false are taken.
   *
   * @param name the name of the file in messages
   */
  static ConfigText yaml(String text, String name) {
    Node root;
    try {
      root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new InvalidInputException(
          "%s line %d must be YAML: %s".formatted(name, line, e.getProblem()));
    } catch (YAMLException e) {
      throw new InvalidInputException(
          "%s must be YAML: %s".formatted(name, String.valueOf(e.getMessage())));
    }
    if (!(root instanceof MappingNode mapping)) {
      throw new InvalidInputException(name + " must be a YAML mapping of options");
    }
    JsonObject members = new JsonObject();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = tuple.getKeyNode().getStartMark().getLine() + 1;
      String where = "%s line %d".formatted(name, line);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new InvalidInputException(where + " must begin with the name of an option");
      }
      if (lines.put(key.getValue(), line) != null) {
        throw new InvalidInputException(
            "%s has %s again; remove one of them".formatted(where, key.getValue()));
      }
      members.add(key.getValue(), value(tuple.getValueNode(), where, key.getValue(), true));
    }
    return new ConfigText(members, lines);
  }

  private static JsonElement value(Node node, String where, String key, boolean isOuter) {
    if (node instanceof ScalarNode scalar && TEXTS.contains(scalar.getTag())) {
      String text = scalar.getValue();
      return scalar.getTag().equals(Tag.BOOL) && BOOLEANS.contains(text)
          ? new JsonPrimitive(text.equals("true"))
          : new JsonPrimitive(text);
    }
    if (node instanceof SequenceNode several && isOuter) {
      JsonArray array = new JsonArray();
      several.getValue().forEach(one -> array.add(value(one, where, key, false)));
      return array;
    }
    throw new InvalidInputException(
        "%s: %s must be a text, a number, true, false or a list of these".formatted(where, key));
  }

  /** Returns the words that name the line of a member, with a space before them, if it is known. */
  String at(String member) {
    @Nullable Integer line = lines.get(member);
    return line == null ? "" : " line " + line;
  }
}
