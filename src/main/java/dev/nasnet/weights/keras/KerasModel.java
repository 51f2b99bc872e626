package dev.nasnet.weights.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.VariableName;
import dev.nasnet.problem.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.proto.MetaGraphDef;

/**
 * A model that a Keras file describes, found to compute what a NASNet of ours computes.
 *
 * @param spec the network
 * @param layers the file's layers with weights, by the names of ours
 * @param kernelFactor what the first kernel is to be multiplied by so that the network takes images
 *     of −1…1; 1 for nothing
 * @param remainder what the model adds to an image of −1…1 after that; 0 for nothing
 * @param isSingleUnit whether the file's classifier has one unit, which is the logit of the second
 *     of two classes
 * @param hasBias whether the file's classifier has a bias; false also where there is no classifier
 * @param notes a line for each thing that was followed in another form than the file's
 */
public record KerasModel(
    NasNetSpec spec,
    Map<String, KerasLayer> layers,
    double kernelFactor,
    double remainder,
    boolean isSingleUnit,
    boolean hasBias,
    List<String> notes) {

  /** The name of our classifier's layer. */
  public static final String CLASSIFIER = VariableName.CLASSIFIER_KERNEL.layer();

  /**
   * Copies the collections.
   *
   * @param spec the network
   * @param layers the file's layers with weights, by the names of ours
   * @param kernelFactor what the first kernel is to be multiplied by so that the network takes
   *     images of −1…1
   * @param remainder what the model adds to an image of −1…1 after that
   * @param isSingleUnit whether the file's classifier has one unit
   * @param hasBias whether the file's classifier has a bias
   * @param notes a line for each thing that was followed in another form than the file's
   */
  public KerasModel {
    layers = Map.copyOf(layers);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a description.
   *
   * @param name what errors call the file
   * @param text the JSON of {@code config.json} or of {@code model_config}
   * @param cells the cells of the model; if empty, they are those of NASNet-A or PNASNet-5
   * @return the model
   * @throws InvalidInputException if it is damaged, or describes what is not followed
   */
  public static KerasModel read(String name, String text, Optional<CellSet> cells) {
    return read(
        name,
        cells,
        () -> {
          JsonElement json = JsonParser.parseString(text);
          return ModelReader.read(Config.of(Tuples.unwrapped(json)));
        });
  }

  /**
   * Reads the layers of a SavedModel that has no description from its serving function.
   *
   * @param name what errors call the SavedModel
   * @param graph its graph, of which the signature {@code serving_default} is read
   * @param cells the cells of the model; if empty, they are those of NASNet-A or PNASNet-5
   * @return the model
   * @throws InvalidInputException if the function is damaged, or computes what is not followed
   */
  public static KerasModel read(String name, MetaGraphDef graph, Optional<CellSet> cells) {
    return read(name, cells, () -> GraphReader.read(graph));
  }

  private static KerasModel read(
      String name, Optional<CellSet> given, Supplier<LayerGraph> layers) {
    Optional<CellSet> cells = given.filter(set -> !LikelyForms.recognises(set));
    try {
      return of(layers.get(), cells);
    } catch (UnfollowedLayerException e) {
      throw new InvalidInputException(
          cells
              .map(
                  set ->
                      "weights (%s) must be of a network of the cells %s: %s; give the cells of this model"
                          .formatted(name, set.name(), oneLine(e)))
              .orElseGet(
                  () ->
                      "weights (%s) must be of a NASNet that can be followed: %s; give its cells by `cell`, change the model in Keras, or"
                              .formatted(name, oneLine(e))
                          + " save its weights alone and name the network by options"));
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NumberFormatException
        | IndexOutOfBoundsException
        | StackOverflowError e) {
      throw new InvalidInputException(
          "weights (%s) must have a sound description of the model (%s); save the model again"
              .formatted(name, e.getClass().getSimpleName()));
    }
  }

  private static KerasModel of(LayerGraph whole, Optional<CellSet> cells) {
    LayerGraph graph = whole.withoutIdle();
    DescribedHead head = DescribedHead.of(graph);
    ImageScale scale = ImageScale.of(graph);
    Trunk trunk = Trunk.of(graph, head, scale, cells);
    return new DescribedModel(whole, head, scale, trunk).model();
  }

  /** {@return whether the network has a classifier} */
  public boolean classifies() {
    return spec.head() instanceof Head.Classifier;
  }

  /**
   * {@return the file's layer that holds the weights of one of ours}
   *
   * @param ours the name of a layer of our network
   */
  public Optional<KerasLayer> layer(String ours) {
    return Optional.ofNullable(layers.get(ours));
  }

  private static String oneLine(Exception e) {
    return String.join(" ", String.valueOf(e.getMessage()).lines().toList());
  }
}
