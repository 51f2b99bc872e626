package dev.nasnet.cli.options;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.BatchNormSchedule;
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
 * The options that set how a network is trained; a picocli mixin. Where an option is not given, the
 * value of {@code --recipe} holds, and without a recipe the default.
 */
@HelpSection.In(HelpSection.OPTIMISATION)
public final class RecipeOptions {
  private enum Schedule {
    COSINE,
    CONSTANT,
    STAIRCASE
  }

  private enum Method {
    MOMENTUM,
    RMSPROP,
    ADAM,
    ADAMW
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
        "A published recipe, see nasnet recipes. Its learning rate is scaled in proportion to the"
            + " batch. Options that are given override it.",
        "Default: none. The defaults of the other options are those without a recipe."
      })
  private @Nullable String preset;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "The number of passes over the training images, at least 1 (default:"
              + " ${DEFAULT-VALUE}).")
  private int epochs = STANDARD.epochs();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "The number of images per step, at least 1 (default: ${DEFAULT-VALUE}).")
  private int batch = STANDARD.batch();

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "The initial learning rate, above 0 (default: ${DEFAULT-VALUE}).")
  private double rate = STANDARD.learningRate().at(0, STANDARD.epochs());

  @Option(
      names = "--schedule",
      paramLabel = "cosine|constant|staircase",
      description =
          "How the learning rate changes during the training: along half a cosine to 0 (cosine),"
              + " not at all (constant), or by a factor of 0.97 every 2.4 epochs (staircase, as in"
              + " the paper) (default: cosine).")
  private Schedule schedule = Schedule.COSINE;

  @Option(
      names = "--warm-up",
      defaultValue = "0",
      paramLabel = "EPOCHS",
      description =
          "The number of epochs, fractions allowed, in which the learning rate first rises linearly"
              + " from 0; 0 for none (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(
      names = "--optimizer",
      paramLabel = "momentum|rmsprop|adam|adamw",
      description =
          "The optimizer: momentum (SGD with momentum 0.9), rmsprop (decay and momentum 0.9,"
              + " epsilon 1, as in the paper), adam or adamw (Keras's values) (default: momentum).")
  private Method optimizer = Method.MOMENTUM;

  @Option(
      names = "--weight-decay",
      paramLabel = "FACTOR",
      description =
          "The decoupled weight decay of kernels, at least 0, which is multiplied by the learning"
              + " rate; only for the optimizer adamw (default: ${DEFAULT-VALUE}).")
  private double weightDecay = Optimizer.AdamW.STANDARD.weightDecay();

  @Option(
      names = "--l2",
      paramLabel = "FACTOR",
      description =
          "The factor, at least 0, of the L2 loss: half the sum of the squares of all kernels"
              + " (default: ${DEFAULT-VALUE}).")
  private double l2 = STANDARD.l2();

  @Option(
      names = "--label-smoothing",
      paramLabel = "SHARE",
      description =
          "The share of each label that is spread evenly over all classes, at least 0 and below 1"
              + " (default: ${DEFAULT-VALUE}).")
  private double labelSmoothing = STANDARD.labelSmoothing();

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description =
          "The largest global norm of the gradients, to which larger ones are scaled down; 0 for no"
              + " limit (default: ${DEFAULT-VALUE}).")
  private double clipNorm = STANDARD.clipNorm();

  @Mixin private final AugmentOptions augment = new AugmentOptions();

  @Mixin private final EvaluationOptions evaluation = new EvaluationOptions();

  @Option(
      names = "--aux-weight",
      paramLabel = "FACTOR",
      description =
          "The factor, at least 0, of the auxiliary classifier's loss; needs --aux-head (default:"
              + " ${DEFAULT-VALUE}).")
  private double auxiliaryWeight = STANDARD.auxiliaryWeight();

  @Option(
      names = "--averages",
      arity = "0..1",
      fallbackValue = AVERAGE_DECAY,
      paramLabel = "DECAY",
      description =
          "Keep exponential moving averages of weights and batch norm statistics with this decay,"
              + " at least 0 and below 1 ("
              + AVERAGE_DECAY
              + " where none is given), and score and export the averages; 0 for none (default:"
              + " ${DEFAULT-VALUE}).")
  private double averageDecay = STANDARD.averageDecay();

  @Option(
      names = "--bn-schedule",
      paramLabel = "rising|constant",
      description = {
        "How the momentum of batch norm's running statistics acts: rising uses (1 + t) / (10 + t)"
            + " in step t while that is below the momentum, so that short trainings work too;"
            + " constant uses the momentum in every step, as Keras and TF-slim do.",
        "Default: the recipe's, rising without --recipe."
      })
  private @Nullable BatchNormSchedule batchNormSchedule;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description =
          "The seed of weights, shuffling, augmentation, dropout and drop path (default:"
              + " ${DEFAULT-VALUE}).")
  private long seed = STANDARD.seed();

  /** Returns the recipe of {@code --recipe}, which may be given in any case. */
  public Optional<RecipePreset> preset() {
    return Optional.ofNullable(preset).map(RecipeOptions::published);
  }

  /**
   * Returns the published recipe of a name.
   *
   * @param name in any case, such as {@code imagenet-mobile}
   * @throws InvalidInputException if there is no such recipe
   */
  public static RecipePreset published(String name) {
    return RecipePreset.of(name.toLowerCase(Locale.ROOT));
  }

  /** Returns the recipe of these options, over the published recipe or the standard one. */
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
    if (batchNormSchedule != null) {
      builder.batchNormSchedule(batchNormSchedule);
    }
    set("--seed", () -> builder.seed(seed));
    LearningRate decaying = decaying(base.learningRate(), rate(builder.build().batch()));
    return builder
        .learningRate(warmUp == 0 ? decaying : new LearningRate.WarmUp(decaying, warmUp))
        .build();
  }

  /**
   * Checks that {@code --aux-weight} has an effect.
   *
   * @param spec the network to train
   * @throws InvalidInputException if the option is given for a network without an auxiliary head
   */
  public void requireAuxiliaryHead(NasNetSpec spec) {
    if (isGiven("--aux-weight") && !spec.auxiliaryHead()) {
      throw new InvalidInputException(
          "--aux-weight (%s) has no effect without the auxiliary head; add --aux-head"
              .formatted(auxiliaryWeight));
    }
  }

  /** Returns a line that explains the learning rate of a published recipe, if one is given. */
  public Optional<String> chosenRate() {
    int batchInUse = recipe().batch();
    return preset()
        .map(
            recipe ->
                String.format(
                    Locale.ROOT,
                    "recipe %s: lr %s, %s %s x batch %d / %d",
                    recipe.word(),
                    Float.toString((float) rate(batchInUse)),
                    isGiven("--lr") ? "as given, not" : "that is",
                    Float.toString((float) recipe.rate(recipe.recipe().batch())),
                    batchInUse,
                    recipe.recipe().batch()));
  }

  private double rate(int batchInUse) {
    return isGiven("--lr") ? rate : preset().map(recipe -> recipe.rate(batchInUse)).orElse(rate);
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
      case ADAMW -> adamW();
    };
  }

  private Optimizer adamW() {
    Optimizer.AdamW usual = Optimizer.AdamW.STANDARD;
    return new Optimizer.AdamW(usual.beta1(), usual.beta2(), usual.epsilon(), weightDecay);
  }
}
