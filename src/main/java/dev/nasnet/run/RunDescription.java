package dev.nasnet.run;

import com.google.gson.JsonObject;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.bundle.Provenance;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The description of a run in its {@code run.json}: what is trained, on which data, and how.
 *
 * @param spec the network
 * @param classNames the class names, in the order of the labels
 * @param data the data source, as it was given
 * @param split how the data was read and split; null for the usual way, and in runs of earlier
 *     versions
 * @param dataSha256 the SHA-256 of the data, 64 hex digits
 * @param recipe the hyper-parameters
 * @param init the file of the initial weights, or null if the initializers drew them
 * @param command the words of the command line that began the run, without the program's name;
 *     empty if a Java program began it
 */
public record RunDescription(
    NasNetSpec spec,
    List<String> classNames,
    String data,
    @Nullable DataSplit split,
    String dataSha256,
    Recipe recipe,
    @Nullable InitialWeights init,
    List<String> command) {
  /** The name of the file in a run's folder and in each checkpoint. */
  public static final String FILE = RunFolder.DESCRIPTION;

  /**
   * Copies the lists.
   *
   * @param spec the network
   * @param classNames the class names, in the order of the labels
   * @param data the data source, as it was given
   * @param split how the data was read and split
   * @param dataSha256 the SHA-256 of the data, 64 hex digits
   * @param recipe the hyper-parameters
   * @param init the file of the initial weights, or null if the initializers drew them
   * @param command the words of the command line that began the run, without the program's name
   */
  public RunDescription {
    classNames = List.copyOf(classNames);
    command = List.copyOf(command);
  }

  /**
   * {@return the provenance of the run's weights in a bundle, by name} File names are without their
   * folders.
   */
  public Map<String, Object> provenance() {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("data", PathRedaction.ofData(data));
    provenance.put("dataSha256", dataSha256);
    if (split != null) {
      provenance.put("split", split.provenance());
    }
    if (resize() != ResizeMode.STRETCH) {
      provenance.put(Provenance.RESIZE, resize().word());
    }
    JsonObject json = RecipeJson.write(recipe);
    provenance.put("recipe", json);
    if (init != null) {
      provenance.put("init", PathRedaction.of(init));
    }
    if (!command.isEmpty()) {
      provenance.put("command", PathRedaction.ofCommand(command));
    }
    return provenance;
  }

  /** {@return how images with another aspect ratio are brought to the network's size} */
  public ResizeMode resize() {
    return split == null ? ResizeMode.STRETCH : split.resize();
  }

  /**
   * {@return this description with another number of epochs}
   *
   * @param epochs the number of passes over the training data, at least 1
   */
  public RunDescription withEpochs(int epochs) {
    Recipe longer = recipe.toBuilder().epochs(epochs).build();
    return new RunDescription(spec, classNames, data, split, dataSha256, longer, init, command);
  }

  /**
   * Writes the description into a run's folder, whole or not at all.
   *
   * @param run the folder
   */
  public void write(Path run) {
    try {
      AtomicWrites.text(run.resolve(FILE), RunJson.write(this));
    } catch (IOException e) {
      throw new FailureException("run (" + run + ") cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Writes the description where the run's own file is damaged.
   *
   * @param run the run's folder
   * @return whether the file was damaged
   */
  public boolean restore(Path run) {
    boolean isDamaged = !RunJson.find(run.resolve(FILE)).equals(Optional.of(this));
    if (isDamaged) {
      write(run);
    }
    return isDamaged;
  }

  /**
   * Reads a run's description, or its copy in the newest checkpoint if the run's own file is
   * damaged.
   *
   * @param run the run's folder
   * @return the description
   * @throws InvalidInputException if none can be read
   */
  public static RunDescription read(Path run) {
    return readable(run)
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "run (%s) %s".formatted(run, RunJson.problem(run.resolve(FILE)))));
  }

  /**
   * Reads a description from a file.
   *
   * @param file a {@code run.json}
   * @return the description
   * @throws InvalidInputException if it cannot be read
   */
  public static RunDescription readFile(Path file) {
    return RunJson.find(file)
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "run.json (%s) %s".formatted(file, RunJson.problem(file))));
  }

  /**
   * {@return the description, in a run's file or in a checkpoint's copy, of the same training as
   * this one} The file of the initial weights, the command line and the data's path may differ, and
   * this one may have more epochs.
   *
   * @param run the run's folder
   * @throws InvalidInputException if the run is another training, naming the differences
   */
  public RunDescription requireSameTraining(Path run) {
    // Checkpoints from before the run was extended have copies with fewer epochs.
    int epochs = readable(run).mapToInt(kept -> kept.recipe().epochs()).max().orElse(0);
    return readable(run)
        .filter(kept -> kept.recipe().epochs() == epochs)
        .filter(kept -> new RunDifference(kept, this).phrases().isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidInputException(
                    "resume (%s) must continue the run as it began: %s"
                        .formatted(
                            run, String.join("; ", new RunDifference(read(run), this).phrases()))));
  }

  private static Stream<RunDescription> readable(Path run) {
    return new RunFolder(run).descriptions().stream().flatMap(file -> RunJson.find(file).stream());
  }
}
