package dev.nasnet.report;

import dev.nasnet.architecture.SpecJson;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.internal.version.ProductVersion;
import dev.nasnet.recipe.OptionValues;
import dev.nasnet.run.InitialWeights;
import dev.nasnet.run.RunDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.TensorFlow;

/**
 * The provenance of a run in its report.
 *
 * @param run the run's folder
 * @param images the numbers of training and held-out images, in words
 * @param command the words of the present command line without the program's name; empty if a Java
 *     program trains
 * @param began the time when the training was begun or resumed
 */
public record RunProvenance(Path run, String images, List<String> command, Instant began) {
  /**
   * {@return the provenance of a training that begins or resumes now}
   *
   * @param run the run's folder
   * @param data the training and held-out images
   * @param command the words of the command line, or none
   */
  public static RunProvenance now(Path run, DataSource data, List<String> command) {
    String images =
        String.format(
            Locale.ROOT,
            "%,d to train on, %,d held out",
            data.size(Split.TRAIN),
            data.size(Split.HELD_OUT));
    return new RunProvenance(run, images, List.copyOf(command), Instant.now());
  }

  /** {@return the provenance by name, in order; {@code run.json} is read each time} */
  public Map<String, String> values() {
    RunDescription description = RunDescription.read(run);
    Map<String, String> values = new LinkedHashMap<>();
    if (!command.isEmpty()) {
      values.put("Command", "nasnet " + words(command));
    }
    values.put("Data", description.data());
    values.put("Data’s SHA-256", description.dataSha256());
    values.put("Images", images);
    values.put("Initial weights", initial(description.init(), description.recipe().seed()));
    values.put("Recipe", lines(OptionValues.of(description.recipe())));
    values.put("Network", lines(SpecJson.texts(description.spec())));
    firstBegun().ifPresent(time -> values.put("run.json written", time));
    values.put("Training begun or resumed", time(began));
    values.put("Page written", time(Instant.now()));
    values.put(
        "Versions",
        "nasnet %s, TensorFlow %s, Java %s (%s), %s %s"
            .formatted(
                ProductVersion.text(),
                TensorFlow.version(),
                System.getProperty("java.version"),
                System.getProperty("java.vm.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.arch")));
    return values;
  }

  private static String words(List<String> command) {
    return command.stream().map(RunProvenance::quoted).collect(Collectors.joining(" "));
  }

  /** Quotes a word for a shell. */
  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Returns the time when run.json was written, which is not written again. */
  private Optional<String> firstBegun() {
    try {
      return Optional.of(
          time(Files.getLastModifiedTime(run.resolve(RunDescription.FILE)).toInstant()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String lines(Map<String, String> values) {
    return values.entrySet().stream()
        .map(value -> value.getKey() + " = " + value.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static String initial(@Nullable InitialWeights init, long seed) {
    return init == null
        ? "drawn by Keras’s initializers from seed " + seed
        : "%s, %s, SHA-256 %s; %d variables from it, %d new"
            .formatted(init.file(), init.kind(), init.sha256(), init.loaded(), init.fresh().size());
  }
}
