package dev.nasnet.cli.options;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeBuilder;
import dev.nasnet.recipe.RecipePreset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The options that say how a network is trained; a picocli mixin. What is left out is the recipe's.
 */
public final class RecipeOptions {
  private enum Schedule {
    COSINE,
    CONSTANT,
    STAIRCASE
  }

  private enum Method {
    MOMENTUM,
    RMSPROP,
    ADAM
  }

  private static final String AVERAGE_DECAY = "" + Recipe.AVERAGE_DECAY;

  private static final Recipe STANDARD = Recipe.STANDARD;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec mixee;

  @Option(
      names = "--recipe",
      paramLabel = "imagenet-large|imagenet-mobile|cifar10",
      description = {
        "A published recipe, its rate in proportion to the batch (see nasnet recipes);",
        "options given beside it win. Defaults here are of no recipe."
      })
  private @Nullable String preset;

  @Option(names = "--epochs", description = "Passes (${DEFAULT-VALUE}).")
  private int epochs = STANDARD.epochs();

  @Option(names = "--batch", description = "Images (${DEFAULT-VALUE}).")
  private int batch = STANDARD.batch();

  @Option(names = "--lr", description = "First rate (${DEFAULT-VALUE}).")
  private double rate = STANDARD.learningRate().at(0, STANDARD.epochs());

  @Option(
      names = "--schedule",
      paramLabel = "cosine|constant|staircase",
      description = "Of the rate; staircase is the paper's (cosine).")
  private Schedule schedule = Schedule.COSINE;

  @Option(
      names = "--warm-up",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description = "In which the rate rises from 0 (${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--optimizer",
      paramLabel = "momentum|rmsprop|adam",
      description = "With its usual numbers, which run.json tells (momentum).")
  private Method optimizer = Method.MOMENTUM;

  @Option(names = "--l2", description = "Of kernels: half their squares' sum (${DEFAULT-VALUE}).")
  private double l2 = STANDARD.l2();

  @Option(
      names = "--label-smoothing",
      description = "Share spread over all classes (${DEFAULT-VALUE}).")
  private double labelSmoothing = STANDARD.labelSmoothing();

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description = "Largest global norm of gradients, 0 for none (${DEFAULT-VALUE}).")
  private double clipNorm = STANDARD.clipNorm();

  @Mixin private final AugmentOptions augment = new AugmentOptions();

  @Mixin private final EvaluationOptions evaluation = new EvaluationOptions();

  @Option(names = "--aux-weight", description = "Of the auxiliary head's loss (${DEFAULT-VALUE}).")
  private double auxiliaryWeight = STANDARD.auxiliaryWeight();

  @Option(
      names = "--averages",
      arity = "0..1",
      fallbackValue = AVERAGE_DECAY,
      paramLabel = "DECAY",
      description = {
        "Keep averages of the weights and batch norm's statistics, score and export them",
        "(" + AVERAGE_DECAY + " where no decay is given; 0 keeps none)."
      })
  private double averageDecay = STANDARD.averageDecay();

  @Option(names = "--seed", description = "Of all draws (${DEFAULT-VALUE}).")
  private long seed = STANDARD.seed();

  /** The published recipe that was named. */
  public Optional<RecipePreset> preset() {
    return Optional.ofNullable(preset).map(RecipePreset::of);
  }

  /** What was asked for, over the named recipe or over the standard one. */
  public Recipe recipe() {
    Recipe base = preset().map(RecipePreset::recipe).orElse(STANDARD);
    RecipeBuilder builder = base.toBuilder();
    set("--epochs", () -> builder.epochs(epochs));
    set("--batch", () -> builder.batch(batch));
    set("--optimizer", () -> builder.optimizer(method()));
    set("--l2", () -> builder.l2(l2));
    set("--label-smoothing", () -> builder.labelSmoothing(labelSmoothing));
    set("--clip", () -> builder.clipNorm(clipNorm));
    builder.augmentation(augment.over(base.augmentation()));
    builder.evaluationCrop(evaluation.crop().orElse(base.evaluationCrop()));
    set("--aux-weight", () -> builder.auxiliaryWeight(auxiliaryWeight));
    set("--averages", () -> builder.averageDecay(averageDecay));
    set("--seed", () -> builder.seed(seed));
    LearningRate decaying = decaying(base.learningRate(), rate(builder.build().batch()));
    return builder
        .learningRate(warmUp == 0 ? decaying : new LearningRate.WarmUp(decaying, warmUp))
        .build();
  }

  /**
   * Refuses a weight of a loss that there is not.
   *
   * @param spec of the network to train
   */
  public void requireAuxiliaryHead(NasNetSpec spec) {
    if (isGiven("--aux-weight") && !spec.auxiliaryHead()) {
      throw new InvalidInputException(
          "--aux-weight (%s) has no effect without the auxiliary head; add --aux-head"
              .formatted(auxiliaryWeight));
    }
  }

  /** Says which rate a named recipe comes to, and why. */
  public Optional<String> chosenRate() {
    int asked = recipe().batch();
    return preset()
        .map(
            recipe ->
                String.format(
                    Locale.ROOT,
                    "recipe %s: lr %s, %s %s x batch %d / %d",
                    recipe.word(),
                    Float.toString((float) rate(asked)),
                    isGiven("--lr") ? "as given, not" : "that is",
                    Float.toString((float) recipe.rate(recipe.recipe().batch())),
                    asked,
                    recipe.recipe().batch()));
  }

  private double rate(int asked) {
    return isGiven("--lr") ? rate : preset().map(recipe -> recipe.rate(asked)).orElse(rate);
  }

  private boolean isGiven(String option) {
    return mixee.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void set(String option, Runnable setter) {
    if (isGiven(option)) {
      setter.run();
    }
  }

  private LearningRate decaying(LearningRate base, double first) {
    Schedule usual = base instanceof LearningRate.Staircase ? Schedule.STAIRCASE : Schedule.COSINE;
    return switch (isGiven("--schedule") ? schedule : usual) {
      case COSINE -> new LearningRate.Cosine(first);
      case CONSTANT -> new LearningRate.Constant(first);
      case STAIRCASE -> LearningRate.Staircase.standard(first);
    };
  }

  private Optimizer method() {
    return switch (optimizer) {
      case MOMENTUM -> Optimizer.Momentum.STANDARD;
      case RMSPROP -> Optimizer.RmsProp.STANDARD;
      case ADAM -> Optimizer.Adam.STANDARD;
    };
  }
}
