package dev.nasnet.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.SpecJson;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run folder says of itself in {@code run.json}.
 *
 * @param specJson the network, as {@link SpecJson} writes it
 * @param classNames in the order of the labels
 * @param data the source, as given
 * @param dataSha256 of the data
 * @param recipe in words
 * @param init of whom the weights began, or null for the initializers'
 */
public record RunDescription(
    String specJson,
    List<String> classNames,
    String data,
    String dataSha256,
    String recipe,
    @Nullable InitialWeights init) {
  public static final String FILE = RunFolder.DESCRIPTION;
  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /** Gson leaves null what is not there. */
  private boolean isWhole() {
    try {
      SpecJson.read(Objects.requireNonNull(specJson));
      return !classNames.contains(null)
          && data != null
          && dataSha256 != null
          && recipe != null
          && (init == null || init.isWhole());
    } catch (InvalidInputException | NullPointerException e) {
      return false;
    }
  }

  /** Returns the network's specification. */
  public NasNetSpec spec() {
    return SpecJson.read(specJson);
  }

  /** The same run, begun with these weights. */
  public RunDescription begunWith(@Nullable InitialWeights weights) {
    return new RunDescription(specJson, classNames, data, dataSha256, recipe, weights);
  }

  /** What a bundle of its weights tells of them, by name; no folders of this machine. */
  public Map<String, Object> provenance() {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("data", PathRedaction.ofData(data));
    provenance.put("dataSha256", dataSha256);
    provenance.put("recipe", recipe);
    if (init != null) {
      provenance.put("init", PathRedaction.of(init));
    }
    return provenance;
  }

  /** Writes the description into a run's folder, whole or not at all. */
  public void write(Path run) {
    try {
      AtomicWrites.text(run.resolve(FILE), JSON.toJson(this) + "\n");
    } catch (IOException e) {
      throw new FailureException("run (" + run + ") cannot be written: " + e.getMessage(), e);
    }
  }

  /** Writes it where the run's own file does not say so; whether that was needed. */
  public boolean restore(Path run) {
    boolean isDamaged = !parsed(run.resolve(FILE)).equals(Optional.of(this));
    if (isDamaged) {
      write(run);
    }
    return isDamaged;
  }

  /** Reads a run's; where its own file is damaged, the copy of its newest checkpoint. */
  public static RunDescription read(Path run) {
    return readable(run)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "run (%s) has no readable run.json; give a folder that nasnet train wrote"
                        .formatted(run)));
  }

  /**
   * Finds the asked one in a run's file or its checkpoints' copies, whatever weights it began with
   * and wherever its data was.
   *
   * @throws InvalidInputException naming what differs from the run's
   */
  public RunDescription find(Path run) {
    return readable(run)
        .filter(kept -> new RunDifference(kept, this).phrases().isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "resume (%s) must go on as the run began: %s"
                        .formatted(
                            run, String.join("; ", new RunDifference(read(run), this).phrases()))));
  }

  private static Stream<RunDescription> readable(Path run) {
    return new RunFolder(run).descriptions().stream().flatMap(file -> parsed(file).stream());
  }

  private static Optional<RunDescription> parsed(Path file) {
    try {
      return Optional.ofNullable(JSON.fromJson(Files.readString(file), RunDescription.class))
          .filter(read -> read.isWhole());
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      // Gson lets some numbers that are none through as they are.
      return Optional.empty();
    }
  }
}
