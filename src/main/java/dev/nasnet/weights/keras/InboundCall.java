package dev.nasnet.weights.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a layer is called in a functional model, as Keras 3 ({@code args} and {@code kwargs}) or as
 * Keras 2 ({@code [[name, node, tensor, kwargs], …]}) writes it.
 */
final class InboundCall {
  private final String layer;

  /**
   * Keras 3 writes the default of an augmentation, training=True, which a model's call overrides.
   */
  private final boolean isIdle;

  private final List<String> tensors = new ArrayList<>();
  private Optional<Double> operand = Optional.empty();
  private boolean operandFirst;

  private InboundCall(String layer, boolean isIdle) {
    this.layer = layer;
    this.isIdle = isIdle;
  }

  /**
   * Reads the one call of a layer; of an input layer there is none.
   *
   * @param layer the layer's name and class, for messages
   * @param isIdle whether the layer does nothing in inference
   */
  static InboundCall of(String layer, boolean isIdle, List<JsonElement> nodes) {
    if (nodes.size() > 1) {
      throw new UnfollowedLayerException(
          "layer %s is called %d times, where NASNet calls each layer once"
              .formatted(layer, nodes.size()));
    }
    InboundCall call = new InboundCall(layer, isIdle);
    nodes.forEach(call::read);
    return call;
  }

  /** The names of the layers that it reads, in order. */
  List<String> tensors() {
    return tensors;
  }

  /** The number beside the tensor. */
  Optional<Double> operand() {
    return operand;
  }

  boolean operandFirst() {
    return operandFirst;
  }

  private void read(JsonElement node) {
    if (node.isJsonObject()) {
      Config call = Config.of(node);
      call.list("args").forEach(this::argument);
      keywords(call.object("kwargs").json(), isIdle);
    } else if (node instanceof JsonArray calls) {
      // A single call may stand there without a list around it.
      boolean single = !calls.isEmpty() && Config.isText(calls.get(0));
      (single ? List.<JsonElement>of(calls) : calls.asList()).forEach(this::historic);
    }
  }

  private void historic(JsonElement element) {
    if (!(element instanceof JsonArray call) || call.size() < 3 || !Config.isText(call.get(0))) {
      throw new UnfollowedLayerException("layer %s has calls of no known form".formatted(layer));
    }
    tensor(call.get(0).getAsString(), call.get(2));
    if (call.size() > 3 && call.get(3) instanceof JsonObject keywords) {
      keywords(keywords, false);
    }
  }

  private void argument(JsonElement argument) {
    if (argument instanceof JsonArray several) {
      several.forEach(this::argument);
    } else if (argument.isJsonObject()) {
      List<JsonElement> history = Config.of(argument).object("config").list("keras_history");
      if (history.size() != 3 || !Config.isText(history.get(0))) {
        throw new UnfollowedLayerException(
            "layer %s is called with something that is no tensor".formatted(layer));
      }
      tensor(history.get(0).getAsString(), history.get(2));
    } else {
      Config.number(argument).ifPresent(this::number);
    }
  }

  private void tensor(String name, JsonElement index) {
    if (Config.number(index).filter(number -> number == 0).isEmpty()) {
      throw new UnfollowedLayerException(
          "layer %s reads output %s of %s, where a layer has one".formatted(layer, index, name));
    }
    tensors.add(name);
  }

  private void keywords(JsonObject keywords, boolean mayTrain) {
    Config config = new Config(keywords);
    if (config.flag("training", false) && !mayTrain) {
      throw new UnfollowedLayerException(
          "layer %s is called with training=True, which is not followed in inference"
              .formatted(layer));
    }
    for (String key : List.of("y", "x2")) {
      config.number(key).ifPresent(this::number);
      config.get(key).filter(JsonElement::isJsonObject).ifPresent(this::argument);
    }
  }

  private void number(double value) {
    operandFirst = tensors.isEmpty();
    operand = Optional.of(value);
  }
}
