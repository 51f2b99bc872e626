package dev.nasnet.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run folder says of itself in {@code run.json}.
 *
 * @param specJson the network, as {@link SpecJson} writes it
 * @param classNames in the order of the labels
 * @param data the source, as given
 * @param dataSha256 of the data
 * @param recipe in words
 */
record RunDescription(
    String specJson, List<String> classNames, String data, String dataSha256, String recipe) {
  private static final String FILE = "run.json";
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  NasNetSpec spec() {
    return SpecJson.read(specJson);
  }

  void write(Path run) {
    try {
      AtomicWrites.text(run.resolve(FILE), JSON.toJson(this) + "\n");
    } catch (IOException e) {
      throw new FailureException("run (" + run + ") cannot be written: " + e.getMessage(), e);
    }
  }

  static RunDescription read(Path run) {
    try {
      return JSON.fromJson(Files.readString(run.resolve(FILE)), RunDescription.class);
    } catch (IOException | JsonParseException e) {
      throw new InvalidInputException(
          "run (%s) has no readable run.json; give a folder that nasnet train wrote"
              .formatted(run));
    }
  }
}
