package dev.nasnet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.data.augment.Crop;
import dev.nasnet.internal.json.JsonMembers;
import dev.nasnet.recipe.FineTuning;
import dev.nasnet.recipe.LearningRate;
import dev.nasnet.recipe.Optimizer;
import dev.nasnet.recipe.Precision;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.run.RunDescription;
import java.util.stream.Collectors;

/** The options that describe a recipe, for {@link TrainConfig}. */
final class RecipeConfig {
  private RecipeConfig() {}

  /** Adds the options of a run's recipe; those that have no effect on the run are omitted. */
  static void add(JsonObject options, RunDescription run) {
    Recipe recipe = run.recipe();
    options.addProperty("epochs", recipe.epochs());
    options.addProperty("batch", recipe.batch());
    add(options, recipe.learningRate());
    options.addProperty("optimizer", optimizer(recipe.optimizer()));
    if (recipe.optimizer() instanceof Optimizer.AdamW adam) {
      options.addProperty("weight-decay", adam.weightDecay());
    }
    options.addProperty("l2", recipe.l2());
    if (recipe.multiLabel()) {
      options.addProperty("multi-label", true);
    }
    options.addProperty("label-smoothing", recipe.labelSmoothing());
    if (!recipe.classWeights().isEmpty()) {
      options.addProperty(
          "class-weights",
          recipe.classWeights().stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    options.addProperty("balanced-sampling", recipe.balancedSampling());
    options.addProperty("clip", recipe.clipNorm());
    add(options, recipe.augmentation(), run.data().equals("digits"));
    options.addProperty("eval-crop", recipe.evaluationCrop());
    if (run.spec().auxiliaryHead()) {
      options.addProperty("aux-weight", recipe.auxiliaryWeight());
    }
    options.addProperty("averages", recipe.averageDecay());
    options.addProperty("bn-schedule", JsonMembers.word(recipe.batchNormSchedule()));
    options.addProperty("accumulate", recipe.accumulate());
    options.addProperty("towers", recipe.towers());
    add(options, recipe.precision());
    add(options, recipe.tuning());
    options.addProperty("patience", recipe.stopping().patience());
    options.addProperty("monitor", JsonMembers.word(recipe.stopping().monitor()));
    options.addProperty("seed", recipe.seed());
  }

  private static void add(JsonObject options, LearningRate rate) {
    LearningRate main = rate;
    if (rate instanceof LearningRate.WarmUp warmUp) {
      main = warmUp.then();
      options.addProperty("warm-up", warmUp.warmUp());
    }
    if (main instanceof LearningRate.Constant constant) {
      options.addProperty("lr", constant.rate());
      options.addProperty("schedule", "constant");
    } else if (main instanceof LearningRate.Staircase staircase) {
      options.addProperty("lr", staircase.rate());
      options.addProperty("schedule", "staircase");
    } else if (main instanceof LearningRate.Cosine cosine) {
      options.addProperty("lr", cosine.rate());
      options.addProperty("schedule", "cosine");
    }
  }

  private static String optimizer(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Momentum) {
      return "momentum";
    }
    if (optimizer instanceof Optimizer.AdamW) {
      return "adamw";
    }
    return optimizer instanceof Optimizer.Adam ? "adam" : "rmsprop";
  }

  private static void add(JsonObject options, Augmentation augmentation, boolean isDigits) {
    Crop crop = augmentation.crop();
    String kind = crop instanceof Crop.Shifted ? "shift" : "none";
    options.addProperty("augment", crop instanceof Crop.Inception ? "inception" : kind);
    if (!isDigits) {
      options.addProperty("flip", augmentation.flip());
    }
    options.addProperty("color", JsonMembers.word(augmentation.color()));
    options.addProperty("cutout", augmentation.cutout());
    options.addProperty("erasing", augmentation.erasing());
    options.addProperty("mixup", augmentation.mixup());
    options.addProperty("cutmix", augmentation.cutMix());
    options.addProperty("rand-augment", augmentation.randAugment().toString());
  }

  private static void add(JsonObject options, Precision precision) {
    options.addProperty("mixed-precision", JsonMembers.word(precision.type()));
    options.addProperty("loss-scale", precision.lossScale());
    if (precision.lossScale() > 0) {
      options.addProperty("loss-scale-steps", precision.growthSteps());
    }
  }

  private static void add(JsonObject options, FineTuning tuning) {
    if (!tuning.frozen().isEmpty()) {
      JsonArray layers = new JsonArray();
      tuning.frozen().forEach(layers::add);
      options.add("freeze", layers);
      options.addProperty("unfreeze-after", tuning.unfreezeAfter());
    }
    options.addProperty("freeze-batch-norm", tuning.freezeBatchNorm());
    if (!tuning.rates().isEmpty()) {
      JsonArray rates = new JsonArray();
      tuning.rates().forEach(rate -> rates.add(rate.layers() + "=" + rate.factor()));
      options.add("lr-scale", rates);
    }
  }
}
