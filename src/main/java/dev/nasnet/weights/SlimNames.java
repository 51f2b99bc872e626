package dev.nasnet.weights;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Stem;
import dev.nasnet.architecture.VariableSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network's variables by the names that TF-slim's NASNet gives them in a checkpoint, such as
 * {@code cell_0/comb_iter_0/left/separable_5x5_1/depthwise_weights}. Shapes are the same.
 */
public final class SlimNames {
  private static final Pattern IN_CELL = Pattern.compile("(.*?)_(stem_\\d+|reduce_\\d+|\\d+)");
  private static final Pattern PROJECTION =
      Pattern.compile("projection_(conv|bn)_(?:normal|reduction)_(left|right)(\\d)");
  private static final Pattern SEPARABLE =
      Pattern.compile("separable_conv_([12])(_bn)?_(normal|reduction)_(left|right)(\\d)");

  private final Network network;

  private SlimNames(Network network) {
    this.network = network;
  }

  /** slim's name for each variable's own, in the order of {@link Network#variables()}. */
  public static Map<String, String> of(Network network) {
    SlimNames names = new SlimNames(network);
    Map<String, String> all = new LinkedHashMap<>();
    for (VariableSpec variable : network.variables()) {
      String layer = names.layer(network.layer(variable.layer()));
      all.put(variable.name(), layer + "/" + attribute(variable));
    }
    return Collections.unmodifiableMap(all);
  }

  private static String attribute(VariableSpec variable) {
    return switch (variable.role()) {
      case KERNEL -> "weights";
      case DEPTHWISE_KERNEL -> "depthwise_weights";
      case POINTWISE_KERNEL -> "pointwise_weights";
      case BIAS -> "biases";
      default -> variable.attribute();
    };
  }

  private String layer(Layer layer) {
    boolean imageNet = network.spec().stem() == Stem.IMAGENET;
    return switch (layer.name()) {
      case "stem_conv1" -> imageNet ? "conv0" : "l1_stem_3x3";
      case "stem_bn1" -> imageNet ? "conv0_bn" : "l1_stem_bn";
      case "predictions" -> "final_layer/FC";
      case "aux_conv_1" -> auxiliary("proj");
      case "aux_bn_1" -> auxiliary("aux_bn0");
      case "aux_conv_2" -> auxiliary("Conv");
      case "aux_bn_2" -> auxiliary("aux_bn1");
      case "aux_predictions" -> auxiliary("FC");
      default -> inCell(layer);
    };
  }

  /** The head hangs on the last cell of the second stage. */
  private String auxiliary(String name) {
    return "aux_%s/aux_logits/%s".formatted(2 * network.spec().cells() - 1, name);
  }

  private String inCell(Layer layer) {
    Matcher matcher = IN_CELL.matcher(layer.name());
    if (!matcher.matches()) {
      throw unknown(layer);
    }
    return scope(matcher.group(2)) + "/" + part(matcher.group(1), layer);
  }

  private String scope(String block) {
    int cells = network.spec().cells();
    if (block.startsWith("stem_")) {
      return "cell_stem_" + (number(block) - 1);
    } else if (block.startsWith("reduce_")) {
      return "reduction_cell_" + (number(block) / cells - 1);
    }
    return "cell_" + (number(block) < cells ? number(block) : number(block) - 1);
  }

  private String part(String part, Layer layer) {
    return switch (part) {
      case "normal_conv_1", "reduction_conv_1" -> "1x1";
      case "normal_bn_1", "reduction_bn_1" -> "beginning_bn";
      case "adjust_conv_projection" -> "prev_1x1";
      case "adjust_conv_1" -> "path1_conv";
      case "adjust_conv_2" -> "path2_conv";
      case "adjust_bn" -> input(layer) instanceof Layer.Conv2D ? "prev_bn" : "final_path_bn";
      case "normal_output_conv" -> "cell_output/reduction_1/path_conv";
      case "normal_output_bn" -> "cell_output/reduction_1/path_bn";
      default -> branch(part, layer);
    };
  }

  private String branch(String part, Layer layer) {
    Matcher projection = PROJECTION.matcher(part);
    if (projection.matches()) {
      String name = projection.group(1).equals("conv") ? "1x1" : "bn_1";
      return combination(number(projection.group(3)), projection.group(2)) + name;
    }
    Matcher separable = SEPARABLE.matcher(part);
    if (!separable.matches()) {
      throw unknown(layer);
    }
    boolean norm = separable.group(2) != null;
    int number = number(separable.group(5));
    // Keras's slip: the reduction cell's fifth block is called left4.
    boolean slip = separable.group(3).equals("reduction") && number == 4;
    int kernel = kernel(norm ? input(layer) : layer);
    return combination(slip ? 5 : number, separable.group(4))
        + "%s_%sx%s_%s"
            .formatted(norm ? "bn_sep" : "separable", kernel, kernel, separable.group(1));
  }

  private static String combination(int number, String side) {
    return "comb_iter_%s/%s/".formatted(number - 1, side);
  }

  private static int kernel(Layer layer) {
    return ((Layer.SeparableConv2D) layer).window().height();
  }

  private Layer input(Layer layer) {
    return network.layer(layer.inputs().get(0));
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring(text.indexOf('_') + 1));
  }

  private static IllegalStateException unknown(Layer layer) {
    return new IllegalStateException("slim has no layer like " + layer.name());
  }
}
