package dev.nasnet.weights.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens up the models of a description, functional and sequential ones, into one list of layers.
 */
final class ModelReader {
  private static final String IMAGE = "the image";
  private static final int MOST_NESTED = 16;
  private static final Set<String> FUNCTIONAL = Set.of("Functional", "Model");
  private static final String SEQUENTIAL = "Sequential";
  private static final String INPUT = "InputLayer";

  private final Map<String, KerasLayer> layers = new LinkedHashMap<>();

  /** The ids that stand for the output of input layers and of models. */
  private final Map<String, String> sources = new HashMap<>();

  private List<Integer> inputShape = List.of(0, 0, 0);

  private ModelReader() {}

  static LayerGraph read(Config model) {
    ModelReader reader = new ModelReader();
    String output = reader.model(model, new Surroundings("", "", "", 0), IMAGE);
    if (reader.layers.isEmpty()) {
      throw new UnfollowedLayerException("the model has no layers");
    }
    return new LayerGraph(reader.layers, IMAGE, reader.inputShape, output);
  }

  /**
   * Where a model stands.
   *
   * @param prefix of its layers' ids
   * @param outer the outermost layer that it is, or an empty text for the model itself
   * @param group its group in a {@code .weights.h5}
   * @param depth the number of models around it
   */
  private record Surroundings(String prefix, String outer, String group, int depth) {}

  /** Numbers the layers of a class within a model, as {@code .weights.h5} does. */
  private static final class Ordinals {
    private final Map<String, Integer> counts = new HashMap<>();

    String next(String kerasClass) {
      String snake =
          kerasClass
              .replaceAll("\\W+", "")
              .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
              .replaceAll("([a-z])([A-Z])", "$1_$2")
              .toLowerCase(Locale.ROOT);
      int count = counts.merge(snake, 1, Integer::sum);
      return count == 1 ? snake : snake + "_" + (count - 1);
    }
  }

  /** Reads a model's layers; gives the id of its output. */
  private String model(Config model, Surroundings place, String image) {
    if (place.depth() > MOST_NESTED) {
      throw new UnfollowedLayerException(
          "more than %d models within each other are not followed".formatted(MOST_NESTED));
    }
    String kerasClass = model.text("class_name").orElse("");
    // Keras 1 and early Keras 2 wrote a sequential model's layers as its whole config.
    boolean bare = model.get("config").filter(JsonElement::isJsonArray).isPresent();
    List<JsonElement> entries = bare ? model.list("config") : model.object("config").list("layers");
    if (kerasClass.equals(SEQUENTIAL)) {
      return sequential(model.object("config"), entries, place, image);
    }
    if (!FUNCTIONAL.contains(kerasClass)) {
      throw new UnfollowedLayerException(
          "model %s is of the class %s, where functional and sequential models are followed"
              .formatted(model.object("config").text("name").orElse("without a name"), kerasClass));
    }
    return functional(model.object("config"), entries, place, image);
  }

  private String sequential(
      Config config, List<JsonElement> entries, Surroundings place, String image) {
    Ordinals ordinals = new Ordinals();
    String last = image;
    shape(config.list("build_input_shape"));
    for (JsonElement element : entries) {
      Config entry = Config.of(element);
      if (entry.text("class_name").filter(INPUT::equals).isPresent()) {
        shape(entry.object("config"));
        continue;
      }
      if (last.equals(IMAGE)) {
        shape(entry.object("config"));
      }
      last = layer(entry, place, ordinals, List.of(last), null);
    }
    return last;
  }

  private String functional(
      Config config, List<JsonElement> entries, Surroundings place, String image) {
    String input = end(config, "input_layers", "input");
    String output = end(config, "output_layers", "output");
    Ordinals ordinals = new Ordinals();
    for (JsonElement element : entries) {
      Config entry = Config.of(element);
      String name = name(entry);
      if (entry.text("class_name").filter(INPUT::equals).isPresent()) {
        ordinals.next(INPUT);
        if (!name.equals(input)) {
          throw new UnfollowedLayerException(
              "layer %s (InputLayer) is a second input, where NASNet has one".formatted(name));
        }
        shape(entry.object("config"));
        sources.put(place.prefix() + name, image);
      } else {
        String type = entry.text("class_name").orElse("");
        InboundCall call =
            InboundCall.of(
                "%s (%s)".formatted(name, type),
                IdleLayers.isIdle(type),
                entry.list("inbound_nodes"));
        List<String> inputs = call.tensors().stream().map(t -> place.prefix() + t).toList();
        layer(entry, place, ordinals, inputs, call);
      }
    }
    return source(place.prefix() + output);
  }

  /** Adds a layer, or the layers of a model; gives the id of its output. */
  private String layer(
      Config entry,
      Surroundings place,
      Ordinals ordinals,
      List<String> inputs,
      @Nullable InboundCall call) {
    String name = name(entry);
    String kerasClass = entry.text("class_name").orElse("");
    String id = place.prefix() + name;
    String outer = place.outer().isEmpty() ? name : place.outer();
    String group =
        place.group()
            + (place.group().isEmpty() ? "" : "/")
            + "layers/"
            + ordinals.next(kerasClass);
    if (FUNCTIONAL.contains(kerasClass) || kerasClass.equals(SEQUENTIAL)) {
      if (inputs.size() != 1) {
        throw new UnfollowedLayerException(
            "model %s reads %d tensors, where one is followed".formatted(name, inputs.size()));
      }
      Surroundings inside = new Surroundings(id + "/", outer, group, place.depth() + 1);
      String output = model(entry, inside, source(inputs.get(0)));
      sources.put(id, output);
      return output;
    }
    KerasLayer layer =
        new KerasLayer(
            id,
            name,
            kerasClass,
            entry.object("config"),
            inputs.stream().map(this::source).toList(),
            call == null ? Optional.empty() : call.operand(),
            call != null && call.operandFirst(),
            outer,
            group);
    DataTypes.check(layer);
    if (layers.put(id, layer) != null || sources.containsKey(id)) {
      throw UnfollowedLayerException.of(layer, "is there twice");
    }
    return id;
  }

  private String source(String id) {
    return sources.getOrDefault(id, id);
  }

  private static String name(Config entry) {
    return entry
        .object("config")
        .text("name")
        .or(() -> entry.text("name"))
        .orElseThrow(() -> new UnfollowedLayerException("a layer has no name"));
  }

  /** The name of the only input or output: {@code [name, 0, 0]}, or that in a list. */
  private static String end(Config config, String key, String what) {
    List<JsonElement> ends = new ArrayList<>(config.list(key));
    while (ends.size() == 1 && ends.get(0) instanceof JsonArray inner) {
      ends = new ArrayList<>(inner.asList());
    }
    if (ends.isEmpty() || !Config.isText(ends.get(0))) {
      throw new UnfollowedLayerException(
          "the model has %d %ss, where NASNet has one".formatted(ends.size(), what));
    }
    return ends.get(0).getAsString();
  }

  private void shape(Config config) {
    for (String key : List.of("batch_shape", "batch_input_shape")) {
      shape(config.list(key));
    }
  }

  /** Takes a batch's shape over what is not known yet: the outermost model says it first. */
  private void shape(List<JsonElement> batch) {
    if (batch.size() != 4) {
      return;
    }
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int told = Config.number(batch.get(i + 1)).orElse(0.0).intValue();
      known.add(inputShape.get(i) > 0 ? inputShape.get(i) : told);
    }
    inputShape = known;
  }
}
