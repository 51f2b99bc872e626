package dev.nasnet.cli;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.DataSplit;
import dev.nasnet.run.RunDescription;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that take other options from a file or from the run that is resumed. */
@HelpSection.In(HelpSection.OUTPUT)
final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Take options that are not given from this JSON or YAML file (its name ends in .yaml or"
              + " .yml then), which has their names without dashes, or from a run's run.json"
              + " (default: none).")
  private @Nullable Path config;

  @Option(
      names = "--print-config",
      description =
          "Print the options of this training as JSON for --config, without training (default:"
              + " off).")
  private boolean printsConfig;

  private Optional<RunDescription> resumed = Optional.empty();

  /** Returns whether the configuration is printed instead of training. */
  boolean printsConfig() {
    return printsConfig;
  }

  /** Prints the options that describe a training. */
  void print(
      CommandSpec command,
      NasNetSpec spec,
      DataSource source,
      DataSourceSpec request,
      Recipe recipe) {
    RunDescription description =
        new RunDescription(
            spec,
            source.classNames(),
            request.text(),
            DataSplit.of(request),
            "",
            recipe,
            null,
            List.of());
    PrintWriter stdout = command.commandLine().getOut();
    stdout.println(TrainConfig.of(description, "").toJson());
    stdout.flush();
  }

  /**
   * Parses the command line again, with the options of the configuration file and, with {@code
   * --resume}, those of the run, where the command line does not give them itself.
   *
   * @param command the command, parsed
   * @param run the run to resume, or null
   * @return the words of the command line as they were given
   */
  List<String> complete(CommandSpec command, @Nullable Path run) {
    List<String> given = command.commandLine().getParseResult().originalArgs();
    List<String> own = given.subList(given.indexOf(command.name()) + 1, given.size());
    List<String> words = new ArrayList<>(own);
    if (config != null) {
      TrainConfig read = TrainConfig.read(config);
      words.addAll(read.words(command));
      try {
        command.commandLine().parseArgs(words.toArray(String[]::new));
      } catch (ParameterException e) {
        throw read.located(e);
      }
    }
    resumed = run == null ? Optional.empty() : find(run);
    // A published recipe sets what would otherwise be taken from the run.
    if (resumed.isPresent() && !OptionRules.isGiven(command, "--recipe")) {
      words.addAll(TrainConfig.of(resumed.get(), "run (" + run + ")").words(command));
      command.commandLine().parseArgs(words.toArray(String[]::new));
    }
    return given;
  }

  private static Optional<RunDescription> find(Path run) {
    try {
      return Optional.of(RunDescription.read(run));
    } catch (InvalidInputException e) {
      // A new run, or one that is refused when its folder is opened.
      return Optional.empty();
    }
  }

  /** Returns the recipe with the resumed run's values that no option can set. */
  Recipe asResumed(Recipe recipe, String data) {
    return data.equals("digits")
        ? resumed
            .map(run -> run.recipe().augmentation().flip())
            .map(
                flip ->
                    recipe.toBuilder().augmentation(recipe.augmentation().withFlip(flip)).build())
            .orElse(recipe)
        : recipe;
  }
}
