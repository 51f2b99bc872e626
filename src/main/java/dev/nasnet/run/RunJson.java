package dev.nasnet.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.internal.json.JsonMembers;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.RecipeJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The form of {@code run.json}: a {@link RunDescription} as a versioned JSON object. */
final class RunJson {
  private static final int VERSION = 1;

  /** A member of the form without a version, in which recipe and network were strings. */
  private static final String FORMER = "specJson";

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private RunJson() {}

  static String write(RunDescription run) {
    JsonObject json = new JsonObject();
    json.addProperty("version", VERSION);
    json.add("spec", JsonParser.parseString(SpecJson.write(run.spec())));
    json.add("classNames", GSON.toJsonTree(run.classNames()));
    json.addProperty("data", run.data());
    if (run.split() != null) {
      json.add("split", run.split().toJson());
    }
    json.addProperty("dataSha256", run.dataSha256());
    json.add("recipe", RecipeJson.write(run.recipe()));
    if (run.init() != null) {
      json.add("init", GSON.toJsonTree(run.init()));
    }
    if (!run.command().isEmpty()) {
      json.add("command", GSON.toJsonTree(run.command()));
    }
    return GSON.toJson(json) + "\n";
  }

  /** Returns the description in a file, or nothing if the file cannot be read. */
  static Optional<RunDescription> find(Path file) {
    try {
      return Optional.of(read(file));
    } catch (IOException | IllegalArgumentException e) {
      // InvalidInputException, or what Gson throws for numbers that it cannot represent.
      return Optional.empty();
    }
  }

  /** Returns what keeps a file from being read, and what to do, as the end of a sentence. */
  static String problem(Path file) {
    try {
      read(file);
      return "can be read";
    } catch (NoSuchFileException e) {
      return "has no readable run.json; give a folder that nasnet train wrote";
    } catch (IOException | IllegalArgumentException e) {
      return "has no readable run.json: %s; give a folder that nasnet train wrote"
          .formatted(e.getMessage());
    }
  }

  private static RunDescription read(Path file) throws IOException {
    JsonObject json = parse(Files.readString(file));
    if (json.has(FORMER) && !json.has("version")) {
      throw new InvalidInputException(
          "it has the form of an earlier version; export the run with the version that trained it,"
              + " or train it again");
    }
    JsonMembers members = new JsonMembers("run.json", json);
    if (members.wholeNumber("version") != VERSION) {
      throw members.wrong("version", "must be %d; a later version wrote it".formatted(VERSION));
    }
    RunDescription description =
        new RunDescription(
            SpecJson.read(members.object("spec").toString()),
            members.texts("classNames"),
            members.text("data"),
            members.has("split") ? DataSplit.read(members.members("split")) : null,
            members.text("dataSha256"),
            RecipeJson.read(members.object("recipe")),
            members.has("init") ? init(members) : null,
            members.has("command") ? members.texts("command") : List.of());
    members.requireAllRead();
    return description;
  }

  private static JsonObject parse(String text) {
    try {
      JsonElement json = JsonParser.parseString(text);
      if (json.isJsonObject()) {
        return json.getAsJsonObject();
      }
    } catch (JsonParseException e) {
      throw new InvalidInputException("it is no JSON");
    }
    throw new InvalidInputException("it is no JSON object");
  }

  private static InitialWeights init(JsonMembers members) {
    try {
      InitialWeights init = GSON.fromJson(members.object("init"), InitialWeights.class);
      if (init != null && init.isWhole()) {
        return init;
      }
    } catch (JsonParseException | IllegalArgumentException e) {
      // Gson throws IllegalArgumentException for some numbers that it cannot represent.
      throw members.wrong("init", "must describe a file of weights");
    }
    throw members.wrong("init", "must describe a file of weights");
  }
}
