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
 * What a run's report tells of where it comes from.
 *
 * @param run its folder
 * @param images how many it is trained on and scored on
 * @param seed of the initial weights
 * @param command the words behind {@code nasnet}
 * @param began when this go began
 */
record Provenance(Path run, String images, long seed, List<String> command, Instant began) {
  /**
   * Of a go that begins now.
   *
   * @param command that was given, with its subcommands
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

  /** By name, in order; what the run says of itself is read anew. */
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
    told.put("This go begun", time(began));
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

  /** A word as a shell takes it. */
  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** When run.json was written, which is never rewritten. */
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

  /** A record's text, a component a line; records within it stay on their line. */
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
