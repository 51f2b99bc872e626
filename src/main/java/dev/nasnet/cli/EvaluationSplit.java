package dev.nasnet.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.nasnet.cli.options.DataOptions;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.DataSourceSpec;
import dev.nasnet.data.LoadOptions;
import dev.nasnet.data.MultiLabel;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.PathRedaction;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which images of a source {@code nasnet evaluate} scores: those that the model's training held
 * out, if the model states them, or all.
 *
 * @param origin what the model states about the origin of its weights
 * @param all whether all images are scored
 * @param resize how images with another aspect ratio are brought to the model's size
 * @param isMultiLabel whether an image has any number of labels
 */
record EvaluationSplit(
    Map<String, JsonElement> origin, boolean all, ResizeMode resize, boolean isMultiLabel) {
  /**
   * Opens the source.
   *
   * @param err receives a line if images are scored that the model was trained on
   * @throws InvalidInputException if another share than the training's is held out of its data
   */
  DataSource open(DataOptions data, PrintWriter err) {
    Double given = data.request().heldOut();
    Double trained = trainedShare(data.text());
    Double share = given == null ? trained : given;
    if (given != null && !given.equals(trained) && isTrainingData(data, trained)) {
      throw new InvalidInputException(
          ("--held-out (%s) must be that of the training (%s), since the model was trained on the"
                  + " other images of --data (%s); omit it, or give --all")
              .formatted(given, trained == null ? LoadOptions.HELD_OUT : trained, data.text()));
    }
    if (!all) {
      return data.open(err, request(data, share));
    }
    boolean wasTrainedOn = isTrainingData(data, trained);
    err.println(
        "nasnet: all images are scored"
            + (wasTrainedOn ? ", those that the model was trained on too" : ""));
    err.flush();
    return data.open(err, labelled(data, data.request(1.0)));
  }

  private DataSourceSpec request(DataOptions data, @Nullable Double share) {
    boolean hasOwnSplit = data.text().equals("digits") || data.text().startsWith("cifar10:");
    return labelled(data, hasOwnSplit ? data.request() : data.request(share));
  }

  private DataSourceSpec labelled(DataOptions data, DataSourceSpec request) {
    DataSourceSpec resized = request.withResize(resize);
    return isMultiLabel ? resized.withMultiLabel(separator(data)) : resized;
  }

  /** Returns the separator that is given, or that of the model's training. */
  private MultiLabel separator(DataOptions data) {
    boolean isStated =
        !data.givesSeparator()
            && origin.get("split") instanceof JsonObject split
            && split.get("labelSeparator") instanceof JsonPrimitive;
    return isStated
        ? MultiLabel.of(
            ((JsonObject) Objects.requireNonNull(origin.get("split")))
                .get("labelSeparator")
                .getAsString())
        : data.separator();
  }

  /** Returns the share that the training held out of a source of the same name. */
  private @Nullable Double trainedShare(String text) {
    boolean hasName =
        origin.containsKey("data")
            && origin.get("data").isJsonPrimitive()
            && PathRedaction.ofData(text)
                .equals(PathRedaction.ofData(origin.get("data").getAsString()));
    return hasName && origin.get("split") instanceof JsonObject split && split.has("heldOut")
        ? split.get("heldOut").getAsDouble()
        : null;
  }

  private boolean isTrainingData(DataOptions data, @Nullable Double share) {
    JsonElement sum = origin.get("dataSha256");
    return sum != null
        && sum.isJsonPrimitive()
        && sum.getAsString()
            .equals(request(data, share).openUnchecked(skipped -> {}, note -> {}).sha256());
  }
}
