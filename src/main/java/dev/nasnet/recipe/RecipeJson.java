package dev.nasnet.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.nasnet.internal.json.JsonMembers;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;

/**
 * A {@link Recipe} as a versioned JSON object, which is its form in {@code run.json} and in a
 * bundle's provenance. Members have the names of the records' components; learning rate, optimizer,
 * precision, augmentation, fine-tuning and early stopping are objects.
 *
 * <p>{@link #read} gives a missing member its value in {@link Recipe#STANDARD}, so that a recipe
 * written before an option existed can still be read, and refuses an unknown member by its name. A
 * recipe without {@code batchNormSchedule} is constant, as all recipes were before that member.
 */
public final class RecipeJson {
  /** The version that {@link #write} writes and {@link #read} reads. */
  public static final int VERSION = 1;

  private RecipeJson() {}

  /**
   * {@return a recipe as JSON, with every member; {@link #read} returns an equal recipe}
   *
   * @param recipe the hyper-parameters
   */
  public static JsonObject write(Recipe recipe) {
    JsonObject json = new JsonObject();
    json.addProperty("version", VERSION);
    json.addProperty("epochs", recipe.epochs());
    json.addProperty("batch", recipe.batch());
    json.addProperty("accumulate", recipe.accumulate());
    json.addProperty("towers", recipe.towers());
    json.add("precision", writePrecision(recipe.precision()));
    json.add("learningRate", LearningRateJson.write(recipe.learningRate()));
    json.add("optimizer", OptimizerJson.write(recipe.optimizer()));
    json.addProperty("l2", recipe.l2());
    json.addProperty("multiLabel", recipe.multiLabel());
    json.addProperty("labelSmoothing", recipe.labelSmoothing());
    json.add("classWeights", numbers(recipe.classWeights()));
    json.addProperty("balancedSampling", recipe.balancedSampling());
    json.add("augmentation", AugmentationJson.write(recipe.augmentation()));
    json.addProperty("evaluationCrop", recipe.evaluationCrop());
    json.addProperty("clipNorm", recipe.clipNorm());
    json.addProperty("auxiliaryWeight", recipe.auxiliaryWeight());
    json.addProperty("averageDecay", recipe.averageDecay());
    json.addProperty("batchNormSchedule", JsonMembers.word(recipe.batchNormSchedule()));
    json.add("tuning", writeTuning(recipe.tuning()));
    json.add("stopping", writeStopping(recipe.stopping()));
    json.addProperty("seed", recipe.seed());
    return json;
  }

  /**
   * Reads a recipe.
   *
   * @param json the object, which is not changed
   * @return the recipe
   * @throws InvalidInputException if the version is another, a member is unknown or of the wrong
   *     kind, or the recipe is illegal
   */
  public static Recipe read(JsonObject json) {
    JsonMembers members = new JsonMembers("recipe JSON", json);
    long version = members.wholeNumber("version");
    if (version != VERSION) {
      throw members.wrong("version", "must be " + VERSION);
    }
    Recipe standard = Recipe.STANDARD;
    RecipeBuilder builder =
        standard.toBuilder()
            .epochs(members.integer("epochs", standard.epochs()))
            .batch(members.integer("batch", standard.batch()))
            .accumulate(members.integer("accumulate", standard.accumulate()))
            .towers(members.integer("towers", standard.towers()))
            .l2(members.number("l2", standard.l2()))
            .multiLabel(members.flag("multiLabel", standard.multiLabel()))
            .labelSmoothing(members.number("labelSmoothing", standard.labelSmoothing()))
            .balancedSampling(members.flag("balancedSampling", standard.balancedSampling()))
            .evaluationCrop(members.number("evaluationCrop", standard.evaluationCrop()))
            .clipNorm(members.number("clipNorm", standard.clipNorm()))
            .auxiliaryWeight(members.number("auxiliaryWeight", standard.auxiliaryWeight()))
            .averageDecay(members.number("averageDecay", standard.averageDecay()))
            // Recipes without this member were written before there was a schedule.
            .batchNormSchedule(members.word("batchNormSchedule", BatchNormSchedule.CONSTANT));
    readObjects(members, builder);
    if (members.has("seed")) {
      builder.seed(members.wholeNumber("seed"));
    }
    members.requireAllRead();
    return builder.build();
  }

  private static void readObjects(JsonMembers members, RecipeBuilder builder) {
    if (members.has("precision")) {
      builder.precision(readPrecision(members.members("precision")));
    }
    if (members.has("learningRate")) {
      builder.learningRate(LearningRateJson.read(members.members("learningRate")));
    }
    if (members.has("optimizer")) {
      builder.optimizer(OptimizerJson.read(members.members("optimizer")));
    }
    if (members.has("classWeights")) {
      builder.classWeights(members.numbers("classWeights"));
    }
    if (members.has("augmentation")) {
      builder.augmentation(AugmentationJson.read(members.members("augmentation")));
    }
    if (members.has("tuning")) {
      builder.tuning(readTuning(members.members("tuning")));
    }
    if (members.has("stopping")) {
      builder.stopping(readStopping(members.members("stopping")));
    }
  }

  private static JsonArray numbers(List<Double> values) {
    JsonArray numbers = new JsonArray();
    values.forEach(numbers::add);
    return numbers;
  }

  private static JsonObject writePrecision(Precision precision) {
    JsonObject json = new JsonObject();
    json.addProperty("type", JsonMembers.word(precision.type()));
    json.addProperty("lossScale", precision.lossScale());
    json.addProperty("growthSteps", precision.growthSteps());
    return json;
  }

  private static Precision readPrecision(JsonMembers members) {
    Precision standard = Precision.STANDARD;
    Precision precision =
        new Precision(
            members.word("type", standard.type()),
            members.number("lossScale", standard.lossScale()),
            members.integer("growthSteps", standard.growthSteps()));
    members.requireAllRead();
    return precision;
  }

  private static JsonObject writeTuning(FineTuning tuning) {
    JsonObject json = new JsonObject();
    JsonArray frozen = new JsonArray();
    tuning.frozen().forEach(frozen::add);
    json.add("frozen", frozen);
    json.addProperty("unfreezeAfter", tuning.unfreezeAfter());
    json.addProperty("freezeBatchNorm", tuning.freezeBatchNorm());
    JsonArray rates = new JsonArray();
    for (FineTuning.GroupRate rate : tuning.rates()) {
      JsonObject group = new JsonObject();
      group.addProperty("layers", rate.layers());
      group.addProperty("factor", rate.factor());
      rates.add(group);
    }
    json.add("rates", rates);
    return json;
  }

  private static FineTuning readTuning(JsonMembers members) {
    FineTuning tuning =
        new FineTuning(
            members.has("frozen") ? members.texts("frozen") : List.of(),
            members.integer("unfreezeAfter", 0),
            members.flag("freezeBatchNorm", false),
            members.has("rates")
                ? members.objects("rates").stream().map(RecipeJson::readRate).toList()
                : List.of());
    members.requireAllRead();
    return tuning;
  }

  private static FineTuning.GroupRate readRate(JsonMembers members) {
    FineTuning.GroupRate rate =
        new FineTuning.GroupRate(members.text("layers"), members.number("factor"));
    members.requireAllRead();
    return rate;
  }

  private static JsonObject writeStopping(EarlyStopping stopping) {
    JsonObject json = new JsonObject();
    json.addProperty("patience", stopping.patience());
    json.addProperty("monitor", JsonMembers.word(stopping.monitor()));
    return json;
  }

  private static EarlyStopping readStopping(JsonMembers members) {
    EarlyStopping never = EarlyStopping.NEVER;
    EarlyStopping stopping =
        new EarlyStopping(
            members.integer("patience", never.patience()),
            members.word("monitor", never.monitor()));
    members.requireAllRead();
    return stopping;
  }
}
