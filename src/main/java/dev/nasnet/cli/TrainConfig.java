package dev.nasnet.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.MultiLabel;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.DataSplit;
import dev.nasnet.run.RunDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options of a training as a JSON object or a YAML mapping: each member has the name of an
 * option without its dashes. A value is a text, a number, true or false, or a list for an option
 * that may be given several times.
 */
final class TrainConfig {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** The members of a run's description that no configuration has. */
  private static final List<String> OF_A_RUN = List.of("version", "spec", "recipe");

  private static final Pattern YAML = Pattern.compile("(?i)\\.ya?ml$");

  private final ConfigText options;
  private final String name;

  private TrainConfig(ConfigText options, String name) {
    this.options = options;
    this.name = name;
  }

  /** Returns the options that describe a training that has not begun. */
  static TrainConfig of(Network network, DataSource source, DataSourceSpec request, Recipe recipe) {
    RunDescription description =
        new RunDescription(
            network.spec(),
            source.classNames(),
            request.text(),
            DataSplit.of(request),
            "",
            recipe,
            null,
            List.of());
    return of(description, "");
  }

  /** Returns the options that describe a training. */
  static TrainConfig of(RunDescription run, String name) {
    JsonObject options = new JsonObject();
    options.addProperty("data", run.data());
    DataSplit split = run.split();
    if (split != null) {
      add(options, split, run.data());
    }
    SpecConfig.add(options, run.spec());
    RecipeConfig.add(options, run);
    return new TrainConfig(new ConfigText(options, Map.of()), name);
  }

  /**
   * Reads a configuration, or the description of a run.
   *
   * @param file a JSON file, or a YAML file with a name that ends in .yaml or .yml
   * @throws InvalidInputException if the file cannot be read or has another form
   */
  static TrainConfig read(Path file) {
    String name = "--config (%s)".formatted(file);
    try {
      String text = Files.readString(file);
      boolean isYaml = YAML.matcher(file.toString()).find();
      ConfigText read = isYaml ? ConfigText.yaml(text, name) : ConfigText.json(text, name);
      if (OF_A_RUN.stream().allMatch(read.members()::has)) {
        return of(RunDescription.readFile(file), name);
      }
      return new TrainConfig(read, name);
    } catch (IOException e) {
      throw new InvalidInputException(
          "%s must be a file that can be read; name a file that train --print-config wrote"
              .formatted(name));
    }
  }

  private static void add(JsonObject options, DataSplit split, String data) {
    if (split.heldOut() != null) {
      options.addProperty("held-out", split.heldOut());
    }
    if (split.skipBad()) {
      options.addProperty("skip-bad", true);
    }
    boolean isLimited = List.of("folder:", "csv:", "tfrecord:").stream().anyMatch(data::startsWith);
    if (isLimited && split.mostPixels() != PixelLimit.USUAL.pixels()) {
      options.addProperty("max-pixels", split.mostPixels());
    }
    if (split.resize() != ResizeMode.STRETCH) {
      options.addProperty("resize", split.resize().word());
    }
    if (split.validation() != null) {
      options.addProperty("val-data", split.validation());
    }
    if (split.test() != null) {
      options.addProperty("test-data", split.test());
    }
    MultiLabel multiLabel = split.multiLabel();
    if (multiLabel != null && !multiLabel.equals(MultiLabel.STANDARD)) {
      options.addProperty("label-separator", String.valueOf(multiLabel.separator()));
    }
  }

  /** Returns the configuration as indented JSON. */
  String toJson() {
    return GSON.toJson(options.members());
  }

  /**
   * Returns the words of a command line for all options that the command line does not give itself.
   *
   * @param command the command that has the options, parsed
   * @throws InvalidInputException if a member is no option of the command
   */
  List<String> words(CommandSpec command) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonElement> member : options.members().entrySet()) {
      String option = "--" + member.getKey();
      OptionSpec found = command.findOption(option);
      if (found == null) {
        throw new InvalidInputException(
            "%s%s has a member that is no option (%s); see nasnet help %s"
                .formatted(name, options.at(member.getKey()), member.getKey(), command.name()));
      }
      if (!OptionRules.isGiven(command, option)) {
        words.addAll(words(option, found, member.getValue()));
      }
    }
    return words;
  }

  private List<String> words(String option, OptionSpec found, JsonElement value) {
    if (value instanceof JsonArray several) {
      return several.asList().stream().flatMap(one -> words(option, found, one).stream()).toList();
    }
    if (!value.isJsonPrimitive()) {
      throw new InvalidInputException(
          "%s%s: %s (%s) must be a text, a number, true, false or a list"
              .formatted(name, options.at(option.substring(2)), option.substring(2), value));
    }
    if (value.getAsJsonPrimitive().isBoolean() && found.arity().max() == 0) {
      return flag(option, found, value.getAsBoolean());
    }
    if (found.arity().max() == 0) {
      throw new InvalidInputException(
          "%s%s: %s (%s) must be true or false"
              .formatted(name, options.at(option.substring(2)), option.substring(2), value));
    }
    return List.of(option + "=" + value.getAsString());
  }

  /**
   * Returns an error that also names the member of this configuration that caused it.
   *
   * @param problem the error of a command line with the words of this configuration
   */
  RuntimeException located(ParameterException problem) {
    if (problem.getArgSpec() instanceof OptionSpec option) {
      String member = option.longestName().substring(2);
      if (options.members().has(member)) {
        return new InvalidInputException(
            "%s%s: %s".formatted(name, options.at(member), problem.getMessage()));
      }
    }
    return problem;
  }

  private static List<String> flag(String option, OptionSpec found, boolean isOn) {
    if (isOn) {
      return List.of(option);
    }
    return found.negatable() ? List.of("--no-" + option.substring(2)) : List.of();
  }
}
