package dev.nasnet.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The values of a {@link Recipe} by the options of {@code nasnet train} that set them, for messages
 * and reports.
 */
public final class OptionValues {
  /** The option of each member of {@link RecipeJson}, by its path. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("epochs", "--epochs"),
          Map.entry("batch", "--batch"),
          Map.entry("accumulate", "--accumulate"),
          Map.entry("towers", "--towers"),
          Map.entry("precision.type", "--mixed-precision"),
          Map.entry("precision.lossScale", "--loss-scale"),
          Map.entry("precision.growthSteps", "--loss-scale-steps"),
          Map.entry("learningRate.schedule", "--schedule"),
          Map.entry("learningRate.rate", "--lr"),
          Map.entry("learningRate.factor", "factor of --schedule"),
          Map.entry("learningRate.every", "epochs between steps of --schedule"),
          Map.entry("learningRate.warmUp", "--warm-up"),
          Map.entry("optimizer.name", "--optimizer"),
          Map.entry("optimizer.momentum", "momentum of --optimizer"),
          Map.entry("optimizer.decay", "decay of --optimizer"),
          Map.entry("optimizer.beta1", "beta 1 of --optimizer"),
          Map.entry("optimizer.beta2", "beta 2 of --optimizer"),
          Map.entry("optimizer.epsilon", "epsilon of --optimizer"),
          Map.entry("optimizer.weightDecay", "--weight-decay"),
          Map.entry("l2", "--l2"),
          Map.entry("multiLabel", "--multi-label"),
          Map.entry("labelSmoothing", "--label-smoothing"),
          Map.entry("classWeights", "--class-weights"),
          Map.entry("balancedSampling", "--balanced-sampling"),
          Map.entry("augmentation.crop", "crop of --augment"),
          Map.entry("augmentation.share", "share of the crop of --augment"),
          Map.entry("augmentation.flip", "--flip"),
          Map.entry("augmentation.color", "--color"),
          Map.entry("augmentation.cutout", "--cutout"),
          Map.entry("augmentation.erasing", "--erasing"),
          Map.entry("augmentation.mixup", "--mixup"),
          Map.entry("augmentation.cutMix", "--cutmix"),
          Map.entry("augmentation.randAugment.operations", "operations of --rand-augment"),
          Map.entry("augmentation.randAugment.magnitude", "magnitude of --rand-augment"),
          Map.entry("evaluationCrop", "--eval-crop"),
          Map.entry("clipNorm", "--clip"),
          Map.entry("auxiliaryWeight", "--aux-weight"),
          Map.entry("averageDecay", "--averages"),
          Map.entry("batchNormSchedule", "--bn-schedule"),
          Map.entry("tuning.frozen", "--freeze"),
          Map.entry("tuning.unfreezeAfter", "--unfreeze-after"),
          Map.entry("tuning.freezeBatchNorm", "--freeze-batch-norm"),
          Map.entry("tuning.rates", "--lr-scale"),
          Map.entry("stopping.patience", "--patience"),
          Map.entry("stopping.monitor", "--monitor"),
          Map.entry("seed", "--seed"));

  private OptionValues() {}

  /**
   * {@return each value of a recipe by its option, in the order of the recipe's components}
   *
   * @param recipe the hyper-parameters
   */
  public static Map<String, String> of(Recipe recipe) {
    JsonObject json = RecipeJson.write(recipe);
    json.remove("version");
    Map<String, String> values = new LinkedHashMap<>();
    put(values, "", json);
    return values;
  }

  private static void put(Map<String, String> values, String path, JsonObject json) {
    for (Map.Entry<String, JsonElement> member : json.entrySet()) {
      String name = path + member.getKey();
      if (member.getValue().isJsonObject()) {
        put(values, name + ".", member.getValue().getAsJsonObject());
      } else {
        values.put(Objects.requireNonNull(OPTIONS.get(name), name), text(member.getValue()));
      }
    }
  }

  private static String text(JsonElement value) {
    if (value instanceof JsonArray array) {
      return array.isEmpty()
          ? "none"
          : StreamSupport.stream(array.spliterator(), false)
              .map(OptionValues::text)
              .collect(Collectors.joining(","));
    } else if (value instanceof JsonObject group) {
      return group.get("layers").getAsString() + "=" + group.get("factor").getAsString();
    }
    return value.getAsString();
  }
}
