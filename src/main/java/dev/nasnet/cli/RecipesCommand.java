package dev.nasnet.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.cli.options.HelpSection;
import dev.nasnet.data.augment.Augmentation;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipePreset;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nasnet recipes}: prints the published recipes and their sources. */
@Command(
    name = "recipes",
    mixinStandardHelpOptions = true,
    description = "Prints the published recipes of nasnet train --recipe with their sources.",
    footer = {"", "Example:", "  nasnet recipes --json"})
final class RecipesCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @HelpSection.In(HelpSection.OUTPUT)
  @Option(names = "--json", description = "Print one JSON array on stdout (default: text).")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      JsonArray all = new JsonArray();
      for (RecipePreset preset : RecipePreset.values()) {
        JsonObject object = new JsonObject();
        object.addProperty("name", preset.word());
        figures(preset).forEach((name, value) -> add(object, name, value));
        all.add(object);
      }
      out.println(all);
    } else {
      for (RecipePreset preset : RecipePreset.values()) {
        out.println(preset.word());
        figures(preset).forEach((name, value) -> out.printf("  %-18s %s%n", name, value));
      }
    }
    out.flush();
  }

  private static void add(JsonObject object, String name, Object value) {
    if (value instanceof Number number) {
      object.addProperty(name, number);
    } else {
      object.addProperty(name, value.toString());
    }
  }

  private static Map<String, Object> figures(RecipePreset preset) {
    Recipe recipe = preset.recipe();
    NasNetSpec spec = preset.spec();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("network", spec.notation() + " at " + spec.size().height());
    figures.put("epochs", recipe.epochs());
    figures.put("batch", recipe.batch());
    figures.put("learningRate", Described.of(recipe.learningRate()));
    figures.put("ratePerExample", preset.rate(1));
    figures.put("optimizer", Described.of(recipe.optimizer()));
    figures.put("l2", recipe.l2());
    figures.put("labelSmoothing", recipe.labelSmoothing());
    figures.put("clipNorm", recipe.clipNorm());
    figures.put("auxiliaryWeight", recipe.auxiliaryWeight());
    figures.put("averageDecay", recipe.averageDecay());
    Augmentation augmentation = recipe.augmentation();
    figures.put("crop", Described.of(augmentation.crop()));
    figures.put("flip", augmentation.flip());
    figures.put("color", augmentation.color().name().toLowerCase(Locale.ROOT));
    figures.put("cutout", augmentation.cutout());
    figures.put("erasing", augmentation.erasing());
    figures.put("mixup", augmentation.mixup());
    figures.put("cutMix", augmentation.cutMix());
    figures.put("randAugment", augmentation.randAugment());
    figures.put("evaluationCrop", recipe.evaluationCrop());
    figures.put("dropPathKeep", spec.dropPathKeep());
    figures.put("dropout", spec.dropout());
    figures.put("batchNormMomentum", spec.batchNormMomentum());
    figures.put("batchNormSchedule", Described.word(recipe.batchNormSchedule()));
    figures.put("batchNormEpsilon", spec.batchNormEpsilon());
    figures.put("source", preset.source());
    return figures;
  }
}
