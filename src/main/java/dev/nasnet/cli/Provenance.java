package dev.nasnet.cli;

import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
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
import org.jspecify.annotations.Nullable;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.ParseResult;

/**
 * The origin of a run, as its report states it.
 *
 * @param run the run's folder
 * @param images the numbers of training and held-out images, as text
 * @param seed the seed of the initial weights
 * @param command the arguments of {@code nasnet}
 * @param began the time at which this process began to train
 */
record Provenance(Path run, String images, long seed, List<String> command, Instant began) {
  /**
   * Returns the origin of a training that begins now.
   *
   * @param command the parsed command line, with its subcommands
   */
  static Provenance of(Path run, DataSource data, long seed, ParseResult command) {
    String images =
        String.format(
            Locale.ROOT,
            "%,d to train on, %,d held out",
            data.size(Split.TRAIN),
            data.size(Split.TEST));
    return new Provenance(run, images, seed, command.originalArgs(), Instant.now());
  }

  /** Returns the entries by title, in order; the run's own description is read from its folder. */
  Map<String, String> told() {
    RunDescription description = RunDescription.read(run);
    Map<String, String> told = new LinkedHashMap<>();
    told.put(
        "Command", "nasnet " + String.join(" ", command.stream().map(Provenance::quoted).toList()));
    told.put("Data", description.data());
    told.put("Data’s SHA-256", description.dataSha256());
    told.put("Images", images);
    told.put("Initial weights", initial(description.init()));
    told.put("Recipe", lines(description.recipe()));
    told.put("Network", lines(description.spec().toString()));
    firstBegun().ifPresent(time -> told.put("run.json written", time));
    told.put("This training begun", time(began));
    told.put("Page written", time(Instant.now()));
    told.put(
        "Versions",
        "%s, TensorFlow %s, Java %s (%s), %s %s"
            .formatted(
                new Version().getVersion()[0],
                TensorFlow.version(),
                System.getProperty("java.version"),
                System.getProperty("java.vm.vendor"),
                System.getProperty("os.name"),
                System.getProperty("os.arch")));
    return told;
  }

  /** Quotes an argument for a shell. */
  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Returns the time at which run.json, which is never rewritten, was written. */
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

  /** Splits a record's text into one line per component; nested records stay on one line. */
  private static String lines(String text) {
    if (!text.endsWith("]")) {
      return text;
    }
    StringBuilder lines = new StringBuilder();
    int depth = 0;
    for (char c : text.substring(text.indexOf('[') + 1, text.length() - 1).toCharArray()) {
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      lines.append(c == ',' && depth == 0 ? '\n' : c);
    }
    return lines.toString().replace("\n ", "\n").replace("=", " = ");
  }

  private String initial(@Nullable InitialWeights init) {
    return init == null
        ? "drawn by Keras’s initializers from seed " + seed
        : "%s, %s, SHA-256 %s; %d variables from it, %d new"
            .formatted(init.file(), init.kind(), init.sha256(), init.loaded(), init.fresh().size());
  }
}
