package dev.nasnet.weights;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Location;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Stem;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.WeightedLayer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names of variables in checkpoints of TF-slim's NASNet and PNASNet ({@code nasnet.py}, {@code
 * pnasnet.py} and {@code nasnet_utils.py} of research/slim/nets/nasnet of tensorflow/models), such
 * as {@code cell_0/comb_iter_0/left/separable_5x5_1/depthwise_weights}. Shapes are those of Keras.
 * Operations that slim does not have get names of the same form.
 */
public final class SlimNames {
  /** The stem's kernel in a network for ImageNet. */
  static final String IMAGENET_STEM = "conv0/weights";

  /** The stem's kernel in a network for CIFAR. */
  static final String CIFAR_STEM = "l1_stem_3x3/weights";

  /** The kernel of the first normal cell's first convolution. */
  static final String FIRST_SQUEEZE = "cell_0/1x1/weights";

  private static final Pattern SQUEEZE = Pattern.compile("cell_\\d+/1x1/weights");
  private static final Pattern VARIABLE =
      Pattern.compile(
          ".+/(weights|depthwise_weights|pointwise_weights|biases"
              + "|gamma|beta|moving_mean|moving_variance)");

  private final Network network;

  private SlimNames(Network network) {
    this.network = network;
  }

  /**
   * {@return slim's name for the name of each variable, in the order of {@link
   * Network#variables()}}
   *
   * @param network the network, with its auxiliary head if it has one
   */
  public static Map<String, String> of(Network network) {
    SlimNames names = new SlimNames(network);
    Map<String, String> all = new LinkedHashMap<>();
    for (VariableSpec variable : network.variables()) {
      String layer = names.layer(network.layer(variable.layer()));
      all.put(variable.name(), layer + "/" + attribute(variable));
    }
    return Collections.unmodifiableMap(all);
  }

  /** Whether a checkpoint's key is that of a variable, not of a counter or an optimizer slot. */
  static boolean isVariable(String key) {
    return VARIABLE.matcher(key).matches();
  }

  /** Whether a key is that of a cell's first convolution; stem and reduction cells do not count. */
  static boolean isSqueeze(String key) {
    return SQUEEZE.matcher(key).matches();
  }

  /** Whether a key is that of a variable of a reduction cell, which NASNet has and PNASNet not. */
  static boolean isInReductionCell(String key) {
    return key.startsWith("reduction_cell_");
  }

  /** Whether a key is that of a variable of the auxiliary head. */
  static boolean isAuxiliary(String key) {
    return key.startsWith("aux_");
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
    Block block = layer.location().block();
    boolean norm = layer instanceof WeightedLayer.BatchNormalization;
    if (block.isCell()) {
      return cell(network.spec(), block) + "/" + inCell(layer);
    }
    boolean imageNet = network.spec().stem() == Stem.IMAGENET;
    return switch (layer.location().role()) {
      case STEM -> imageNet ? (norm ? "conv0_bn" : "conv0") : (norm ? "l1_stem_bn" : "l1_stem_3x3");
      case AUXILIARY_PROJECTION -> auxiliary(norm ? "aux_bn0" : "proj");
      case AUXILIARY_CONVOLUTION -> auxiliary(norm ? "aux_bn1" : "Conv");
      case CLASSIFIER -> block.equals(Block.AUXILIARY) ? auxiliary("FC") : "final_layer/FC";
      default -> throw unknown(layer);
    };
  }

  /** The auxiliary head reads the last cell of the second stage. */
  private String auxiliary(String name) {
    return "aux_%s/aux_logits/%s".formatted(2 * network.spec().cells() - 1, name);
  }

  /** slim numbers each kind of cells from 0 and without gaps. */
  static String cell(NasNetSpec spec, Block block) {
    int cells = spec.cells();
    boolean hasReductionCells = spec.cellSet().plan() == CellSet.Plan.INSERTED;
    int number = block.number();
    return switch (block.kind()) {
      case STEM_CELL -> "cell_stem_" + (number - 1);
      case REDUCTION_CELL -> "reduction_cell_" + (number / cells - 1);
      default -> "cell_" + (number < cells || !hasReductionCells ? number : number - 1);
    };
  }

  private String inCell(Layer layer) {
    Location at = layer.location();
    boolean norm = layer instanceof WeightedLayer.BatchNormalization;
    return switch (at.role()) {
      case SQUEEZE -> norm ? "beginning_bn" : "1x1";
      case ADJUST -> norm ? "prev_bn" : "prev_1x1";
      case ADJUST_REDUCTION -> "final_path_bn";
      case ADJUST_EVEN -> "path1_conv";
      case ADJUST_ODD -> "path2_conv";
      case OUTPUT_PROJECTION -> "cell_output/reduction_1/path_" + (norm ? "bn" : "conv");
      case PROJECTION -> branch(at) + (norm ? "bn_1" : "1x1");
      case CONVOLUTION_1 -> branch(at) + (norm ? "bn_conv_1" : "conv_1");
      case CONVOLUTION_2 -> branch(at) + (norm ? "bn_conv_2" : "conv_2");
      case SEPARABLE_1 -> branch(at) + separable(layer, 1);
      case SEPARABLE_2 -> branch(at) + separable(layer, 2);
      default -> throw unknown(layer);
    };
  }

  private static String branch(Location at) {
    String side = at.side().name().toLowerCase(Locale.ROOT);
    return "comb_iter_%s/%s/".formatted(at.combination() - 1, side);
  }

  private String separable(Layer layer, int number) {
    boolean norm = layer instanceof WeightedLayer.BatchNormalization;
    Layer convolution = norm ? network.layer(layer.inputs().get(0)) : layer;
    int size = ((WeightedLayer.SeparableConv2D) convolution).window().height();
    return "%s_%sx%s_%s".formatted(norm ? "bn_sep" : "separable", size, size, number);
  }

  private static IllegalStateException unknown(Layer layer) {
    return new IllegalStateException("slim has no layer like " + layer.name());
  }
}
