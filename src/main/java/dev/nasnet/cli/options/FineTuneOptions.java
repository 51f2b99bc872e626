package dev.nasnet.cli.options;

import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.EarlyStopping;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.FineTuning.GroupRate;
import dev.nasnet.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of fine-tuning, early stopping and gradient accumulation; a picocli mixin. */
@HelpSection.In(HelpSection.FINE_TUNING)
public final class FineTuneOptions {
  @HelpSection.In(HelpSection.HARDWARE)
  @Option(
      names = "--accumulate",
      defaultValue = "1",
      paramLabel = "PARTS",
      description =
          "Save memory by gradient accumulation: compute each batch in this many parts, which must"
              + " divide it, and sum their gradients (default: ${DEFAULT-VALUE}).")
  private int accumulate;

  @Option(
      names = "--freeze",
      paramLabel = "LAYERS",
      description =
          "Keep these layers as they are, for example stem..reduce_4: blocks (stem, stem_1, cell_0,"
              + " reduce_4, auxiliary, head), layers, or ranges of them, separated by commas. Their"
              + " batch norm uses and keeps its running statistics (default: none).")
  private List<String> frozen = new ArrayList<>();

  @Option(
      names = "--unfreeze-after",
      defaultValue = "0",
      paramLabel = "EPOCH",
      description =
          "Train the layers of --freeze, too, after this epoch; 0 for never (default:"
              + " ${DEFAULT-VALUE}).")
  private int unfreezeAfter;

  @Option(
      names = "--freeze-batch-norm",
      description =
          "Let every batch norm of the network use and keep its running statistics (default:"
              + " off).")
  private boolean freezeBatchNorm;

  @Option(
      names = "--lr-scale",
      paramLabel = "LAYERS=FACTOR",
      description =
          "Multiply the learning rate of these layers, named as for --freeze, by a factor above 0,"
              + " for example head=10. May be given several times; where two name the same layer,"
              + " the later applies (default: 1 for all layers).")
  private List<String> scales = new ArrayList<>();

  @Option(
      names = "--patience",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description =
          "End the training when the figure of --monitor has not improved for this many epochs; 0"
              + " for never (default: ${DEFAULT-VALUE}).")
  private int patience;

  @Option(
      names = "--monitor",
      paramLabel = "top1|loss|map",
      description = {
        "The figure on held-out images by which the best epoch is chosen, and that --patience"
            + " observes: top1, the accuracy; loss, the mean cross-entropy; or, with --multi-label"
            + " instead of top1, map, the mean over the classes of the average precision.",
        "Default: top1; map with --multi-label."
      })
  private EarlyStopping.@Nullable Monitor monitor;

  /**
   * Returns a recipe with the values of these options.
   *
   * @param recipe the recipe that provides all other values
   */
  public Recipe over(Recipe recipe) {
    List<GroupRate> rates = scales.stream().map(FineTuneOptions::rate).toList();
    return recipe.toBuilder()
        .accumulate(accumulate)
        .tuning(new FineTuning(frozen, unfreezeAfter, freezeBatchNorm, rates))
        .stopping(new EarlyStopping(patience, monitor(recipe)))
        .build();
  }

  private EarlyStopping.Monitor monitor(Recipe recipe) {
    return monitor == null ? EarlyStopping.Monitor.usual(recipe.multiLabel()) : monitor;
  }

  private static GroupRate rate(String text) {
    int equals = text.lastIndexOf('=');
    try {
      return new GroupRate(
          text.substring(0, Math.max(0, equals)), Double.parseDouble(text.substring(equals + 1)));
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "--lr-scale (%s) must be LAYERS=FACTOR; try head=10".formatted(text));
    }
  }
}
