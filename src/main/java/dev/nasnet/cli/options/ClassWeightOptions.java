package dev.nasnet.cli.options;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.nasnet.data.ClassCount;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.recipe.RecipeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for classes of different sizes; a picocli mixin. */
@HelpSection.In(HelpSection.OPTIMISATION)
public final class ClassWeightOptions {
  private static final Pattern NUMBERS = Pattern.compile("[-+.,0-9eE]+");

  @Option(
      names = "--class-weights",
      paramLabel = "auto|FILE|W,W,…",
      description = {
        "The factor of the loss of each class's images, above 0: auto gives rare classes more"
            + " weight (images / (classes x images of the class), scikit-learn's balanced); a JSON"
            + " file has an object of class names and numbers; numbers are in the order of the"
            + " labels. With --multi-label the factor applies where an image has the class, and"
            + " auto is the number of images without it / the number with it.",
        "Default: 1 for all classes."
      })
  private @Nullable String weights;

  @Option(
      names = "--balanced-sampling",
      description =
          "Let each epoch have as many images of each class as of another, in the same number of"
              + " steps: images of rare classes come more than once, and some of frequent classes"
              + " do not come in each epoch (default: each image once).")
  private boolean balances;

  /**
   * Returns a recipe with the values of these options.
   *
   * @param recipe the recipe that provides all other values
   * @param data the training images
   */
  public Recipe over(Recipe recipe, DataSource data) {
    RecipeBuilder builder = recipe.toBuilder();
    if (weights != null) {
      builder.classWeights(weights(weights, data));
    }
    return balances ? builder.balancedSampling(true).build() : builder.build();
  }

  private static List<Double> weights(String text, DataSource data) {
    if (text.equals("auto")) {
      return data.isMultiLabel()
          ? positive(data.counts(), data.size(Split.TRAIN))
          : balanced(data.counts());
    }
    List<Double> weights =
        NUMBERS.matcher(text).matches()
            ? Arrays.stream(text.split(",")).map(ClassWeightOptions::number).toList()
            : read(Path.of(text), data.classNames());
    if (weights.size() != data.classNames().size()) {
      throw new InvalidInputException(
          "--class-weights (%s) must have a number for each of the %d classes, not %d"
              .formatted(text, data.classNames().size(), weights.size()));
    }
    return weights;
  }

  /** Returns weights in inverse proportion to the images; 1 for a class without images. */
  static List<Double> balanced(List<ClassCount> counts) {
    double images = counts.stream().mapToInt(ClassCount::trained).sum();
    long classes = counts.stream().filter(of -> of.trained() > 0).count();
    return counts.stream()
        .map(of -> of.trained() == 0 ? 1.0 : images / (classes * of.trained()))
        .toList();
  }

  /**
   * Returns the images without each class divided by those with it; 1 where either number is 0.
   *
   * @param images the number of training images
   */
  static List<Double> positive(List<ClassCount> counts, int images) {
    return counts.stream()
        .map(
            of ->
                of.trained() == 0 || of.trained() == images
                    ? 1.0
                    : (double) (images - of.trained()) / of.trained())
        .toList();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InvalidInputException(
          "--class-weights (%s) must be auto, a JSON file, or numbers with commas".formatted(text));
    }
  }

  private static List<Double> read(Path file, List<String> names) {
    try {
      JsonElement json = JsonParser.parseString(Files.readString(file));
      if (!json.isJsonObject()) {
        throw new InvalidInputException(wrong(file));
      }
      JsonObject object = json.getAsJsonObject();
      List<Double> weights = new ArrayList<>();
      for (String name : names) {
        if (!object.has(name)) {
          throw new InvalidInputException(
              "--class-weights (%s) lacks the class %s; add it".formatted(file, name));
        }
        weights.add(object.remove(name).getAsDouble());
      }
      if (!object.isEmpty()) {
        throw new InvalidInputException(
            "--class-weights (%s) has a class that the data lacks (%s); remove it"
                .formatted(file, object.keySet().iterator().next()));
      }
      return weights;
    } catch (IOException
        | JsonParseException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw new InvalidInputException(wrong(file));
    } catch (NumberFormatException e) {
      throw new InvalidInputException(wrong(file));
    }
  }

  private static String wrong(Path file) {
    return "--class-weights (%s) must be auto, numbers with commas, or a JSON file of class names and numbers"
        .formatted(file);
  }
}
