package dev.nasnet.cli.options;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.EarlyStopping;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.FineTuning.GroupRate;
import dev.nasnet.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of fine-tuning and of training in parts; a picocli mixin. */
public final class FineTuneOptions {
  @Option(
      names = "--accumulate",
      defaultValue = "1",
      paramLabel = "PARTS",
      description = "Compute a batch in so many parts, to save memory (${DEFAULT-VALUE}).")
  private int accumulate;

  @Option(
      names = "--freeze",
      paramLabel = "LAYERS",
      description = {
        "Do not train these, as stem..reduce_4: blocks (stem, stem_1, cell_0, reduce_4, auxiliary,",
        "head) or layers, or ranges of them, between commas. Their batch norm keeps its statistics."
      })
  private List<String> frozen = new ArrayList<>();

  @Option(
      names = "--unfreeze-after",
      defaultValue = "0",
      paramLabel = "EPOCH",
      description = "Train what --freeze names from the next epoch on.")
  private int unfreezeAfter;

  @Option(
      names = "--freeze-batch-norm",
      description = "All batch norm goes by its statistics and keeps them.")
  private boolean freezeBatchNorm;

  @Option(
      names = "--lr-scale",
      paramLabel = "LAYERS=FACTOR",
      description = "Of the learning rate of these layers; of two the later holds. Repeatable.")
  private List<String> scales = new ArrayList<>();

  @Option(
      names = "--patience",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "End where --monitor has not improved for this many epochs (0 for never).")
  private int patience;

  @Option(
      names = "--monitor",
      defaultValue = "top1",
      paramLabel = "top1|loss",
      description = "The held-out figure that --patience watches (${DEFAULT-VALUE}).")
  private EarlyStopping.Monitor monitor = EarlyStopping.Monitor.TOP1;

  /** A recipe with what these options say. */
  public Recipe over(Recipe recipe) {
    List<GroupRate> rates = scales.stream().map(FineTuneOptions::rate).toList();
    return recipe.toBuilder()
        .accumulate(accumulate)
        .tuning(new FineTuning(frozen, unfreezeAfter, freezeBatchNorm, rates))
        .stopping(new EarlyStopping(patience, monitor))
        .build();
  }

  private static GroupRate rate(String text) {
    int equals = text.lastIndexOf('=');
    try {
      return new GroupRate(
          text.substring(0, Math.max(0, equals)), Double.parseDouble(text.substring(equals + 1)));
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "lr-scale (%s) must be LAYERS=FACTOR, as head=10".formatted(text));
    }
  }
}
