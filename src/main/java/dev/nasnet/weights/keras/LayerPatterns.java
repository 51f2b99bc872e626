package dev.nasnet.weights.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/** Finds the Keras layer of which an operation of a serving function computes the output. */
final class LayerPatterns {
  private static final List<Double> HEIGHT_AND_WIDTH = List.of(1.0, 2.0);

  private final GraphValues values;
  private final NormPattern norms;

  LayerPatterns(ServingGraph graph) {
    values = new GraphValues(graph);
    norms = new NormPattern(values);
  }

  /**
   * A layer as the operations show it.
   *
   * @param name the name of the layer with the weights that it reads, else the operation's scope
   * @param kerasClass the class, or the operation's type where no layer of NASNet has it
   * @param config the constructor arguments that decide what is computed
   * @param inputs the ids of the tensors that it reads
   * @param operand the number beside the tensor, if there is one
   * @param operandFirst whether that number stands before the tensor
   */
  record Found(
      String name,
      String kerasClass,
      JsonObject config,
      List<String> inputs,
      Optional<Double> operand,
      boolean operandFirst) {
    static Found of(String name, String kerasClass, JsonObject config, List<String> inputs) {
      return new Found(name, kerasClass, config, inputs, Optional.empty(), false);
    }
  }

  /** The layer with the output that an operation computes. */
  Found layer(GraphOp op) {
    Optional<Found> found =
        switch (op.type()) {
          case "Relu" -> activation(op, "relu");
          case "Sigmoid" -> activation(op, "sigmoid");
          case "Softmax" -> plain(op, "Softmax", new JsonObject());
          case "Conv2D" -> convolution(op);
          case "FusedBatchNormV3" -> norms.fused(op);
          case "AddV2", "Add" -> sum(op);
          case "Sub" -> withNumber(op, "Subtract");
          case "Mul" -> withNumber(op, "Multiply");
          case "RealDiv" -> withNumber(op, "Divide");
          case "AvgPool" -> plain(op, "AveragePooling2D", pool(op));
          case "MaxPool" -> plain(op, "MaxPooling2D", pool(op));
          case "Pad" -> padding(op);
          case "StridedSlice" -> cropping(op);
          case "ConcatV2" -> concatenation(op);
          case "Mean" -> global(op, "GlobalAveragePooling2D");
          case "Max" -> global(op, "GlobalMaxPooling2D");
          case "MatMul" -> dense(op, false);
          case "BiasAdd" -> biased(op);
          default -> Optional.empty();
        };
    return found.orElseGet(() -> unknown(op));
  }

  /** A layer of the operation's type, which is refused by its name. */
  private Found unknown(GraphOp op) {
    List<String> tensors =
        op.inputs().stream()
            .filter(
                input ->
                    values.variable(input).isEmpty() && !values.at(input).type().equals("Const"))
            .toList();
    return Found.of(op.layerName(), op.type(), new JsonObject(), tensors);
  }

  private static Optional<Found> plain(GraphOp op, String kerasClass, JsonObject config) {
    return op.inputs().isEmpty()
        ? Optional.empty()
        : Optional.of(Found.of(op.layerName(), kerasClass, config, List.of(op.inputs().get(0))));
  }

  private static Optional<Found> activation(GraphOp op, String name) {
    JsonObject config = new JsonObject();
    config.addProperty("activation", name);
    return plain(op, "Activation", config);
  }

  private Optional<Found> convolution(GraphOp op) {
    Optional<GraphVariable> kernel = values.variable(op, 1);
    if (kernel.isEmpty() || kernel.get().shape().size() != 4) {
      return Optional.empty();
    }
    GraphOp before = values.at(op.inputs().get(0));
    boolean isSeparable = before.type().equals("DepthwiseConv2dNative");
    Optional<GraphVariable> depthwise = isSeparable ? values.variable(before, 1) : Optional.empty();
    if (isSeparable
        && (depthwise.isEmpty()
            || !depthwise.get().layer().equals(kernel.get().layer())
            || !isPointwise(op, kernel.get()))) {
      return Optional.empty();
    }
    GraphOp window = isSeparable ? before : op;
    GraphVariable first = depthwise.orElse(kernel.get());
    JsonObject config = window(window);
    config.addProperty("filters", kernel.get().fromLast(1));
    config.add("kernel_size", numbers(first.fromLast(4), first.fromLast(3)));
    config.addProperty("use_bias", false);
    config.addProperty("depth_multiplier", isSeparable ? first.fromLast(1) : 1);
    config.add("dilation_rate", sides(window, "dilations"));
    String kerasClass = isSeparable ? "SeparableConv2D" : "Conv2D";
    List<String> inputs = List.of(window.inputs().get(0));
    return Optional.of(Found.of(kernel.get().layer(), kerasClass, config, inputs));
  }

  private static boolean isPointwise(GraphOp op, GraphVariable kernel) {
    return kernel.fromLast(4) == 1
        && kernel.fromLast(3) == 1
        && op.integers("strides").stream().allMatch(stride -> stride == 1);
  }

  private Optional<Found> sum(GraphOp op) {
    if (op.inputs().size() != 2) {
      return Optional.empty();
    }
    Optional<Found> found = norms.ofSum(op).or(() -> withNumber(op, "Add"));
    if (found.isPresent() || values.variable(op, 1).isPresent()) {
      return found.or(() -> biased(op));
    }
    return Optional.of(Found.of(op.layerName(), "Add", new JsonObject(), op.inputs()));
  }

  private Optional<Found> withNumber(GraphOp op, String kerasClass) {
    if (op.inputs().size() != 2) {
      return Optional.empty();
    }
    Optional<Double> first = values.number(op.inputs().get(0));
    Optional<Double> operand = first.or(() -> values.number(op.inputs().get(1)));
    String tensor = op.inputs().get(first.isPresent() ? 1 : 0);
    return operand.map(
        number ->
            new Found(
                op.layerName(),
                kerasClass,
                new JsonObject(),
                List.of(tensor),
                operand,
                first.isPresent()));
  }

  private static JsonObject pool(GraphOp op) {
    JsonObject config = window(op);
    config.add("pool_size", sides(op, "ksize"));
    return config;
  }

  private Optional<Found> padding(GraphOp op) {
    List<Double> sides = values.constants(op, 1);
    boolean isOfImages =
        sides.size() == 8 && sides.get(0) + sides.get(1) + sides.get(6) + sides.get(7) == 0;
    return isOfImages
        ? plain(op, "ZeroPadding2D", border("padding", sides.subList(2, 6)))
        : Optional.empty();
  }

  private Optional<Found> cropping(GraphOp op) {
    List<Double> begin = values.constants(op, 1);
    List<Double> end = values.constants(op, 2);
    long beginMask = op.attribute("begin_mask").getI();
    long endMask = op.attribute("end_mask").getI();
    boolean isPlain =
        begin.size() == 4
            && end.size() == 4
            && values.constants(op, 3).equals(List.of(1.0, 1.0, 1.0, 1.0))
            && (beginMask & endMask & 9) == 9
            && op.attribute("ellipsis_mask").getI() == 0
            && op.attribute("new_axis_mask").getI() == 0
            && op.attribute("shrink_axis_mask").getI() == 0;
    if (!isPlain) {
      return Optional.empty();
    }
    double top = (beginMask & 2) != 0 ? 0 : begin.get(1);
    double bottom = (endMask & 2) != 0 ? 0 : -end.get(1);
    double left = (beginMask & 4) != 0 ? 0 : begin.get(2);
    double right = (endMask & 4) != 0 ? 0 : -end.get(2);
    return plain(op, "Cropping2D", border("cropping", List.of(top, bottom, left, right)));
  }

  private Optional<Found> concatenation(GraphOp op) {
    int last = op.inputs().size() - 1;
    List<Double> axis = values.constants(op, last);
    if (axis.size() != 1) {
      return Optional.empty();
    }
    JsonObject config = new JsonObject();
    config.addProperty("axis", axis.get(0));
    return Optional.of(
        Found.of(op.layerName(), "Concatenate", config, op.inputs().subList(0, last)));
  }

  private Optional<Found> global(GraphOp op, String kerasClass) {
    JsonObject config = new JsonObject();
    config.addProperty("keepdims", op.flag("keep_dims"));
    return values.constants(op, 1).equals(HEIGHT_AND_WIDTH)
        ? plain(op, kerasClass, config)
        : Optional.empty();
  }

  private Optional<Found> biased(GraphOp op) {
    GraphOp product = values.at(op.inputs().get(0));
    boolean isBias =
        product.type().equals("MatMul")
            && values.isAttribute(op.inputs().get(1), "bias")
            && values
                .variable(op, 1)
                .map(GraphVariable::layer)
                .equals(values.variable(product, 1).map(GraphVariable::layer));
    return isBias ? dense(product, true) : Optional.empty();
  }

  private Optional<Found> dense(GraphOp product, boolean hasBias) {
    Optional<GraphVariable> kernel = values.variable(product, 1);
    if (kernel.isEmpty() || product.flag("transpose_a") || product.flag("transpose_b")) {
      return Optional.empty();
    }
    JsonObject config = new JsonObject();
    config.addProperty("units", kernel.get().fromLast(1));
    config.addProperty("use_bias", hasBias);
    return plain(product, "Dense", config)
        .map(found -> Found.of(kernel.get().layer(), "Dense", config, found.inputs()));
  }

  /** Strides, padding and format of a convolution or a pool. */
  private static JsonObject window(GraphOp op) {
    JsonObject config = new JsonObject();
    config.add("strides", sides(op, "strides"));
    config.addProperty("padding", op.text("padding"));
    boolean isLast = !op.text("data_format").equals("NCHW");
    config.addProperty("data_format", isLast ? "channels_last" : "channels_first");
    return config;
  }

  /** The values of an attribute for height and width. */
  private static JsonArray sides(GraphOp op, String attribute) {
    List<Long> all = op.integers(attribute);
    return all.size() == 4 ? numbers(all.get(1), all.get(2)) : new JsonArray();
  }

  private static JsonObject border(String key, List<Double> sides) {
    JsonObject config = new JsonObject();
    config.add(key, numbers(sides.toArray(Number[]::new)));
    return config;
  }

  private static JsonArray numbers(Number... numbers) {
    JsonArray array = new JsonArray();
    for (Number number : numbers) {
      array.add(number);
    }
    return array;
  }
}
