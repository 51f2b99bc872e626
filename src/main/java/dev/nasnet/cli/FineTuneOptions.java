package dev.nasnet.cli;

import dev.nasnet.training.Recipe;
import picocli.CommandLine.Option;

/** The options of fine-tuning and of training in parts; a picocli mixin. */
final class FineTuneOptions {
  @Option(
      names = "--accumulate",
      defaultValue = "1",
      paramLabel = "PARTS",
      description = "Compute a batch in so many parts, to save memory (${DEFAULT-VALUE}).")
  private int accumulate;

  /** A recipe with what these options say. */
  Recipe over(Recipe recipe) {
    return recipe.toBuilder().accumulate(accumulate).build();
  }
}
