package dev.nasnet.weights;

import dev.nasnet.architecture.Block;
import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.Location;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.architecture.WeightedLayer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names of variables in the state dict of timm's and Cadene's {@code nasnetalarge} ({@code
 * timm/models/nasnet.py}) and {@code pnasnet5large} ({@code timm/models/pnasnet.py}), such as
 * {@code cell_0.comb_iter_0_left.separable_1.depthwise_conv2d.weight}.
 */
final class TimmNames {
  /** The first kernel of a normal cell, by its number. */
  static final String SQUEEZE = "cell_%d.conv_1x1.conv.weight";

  /** The classifier's kernel. */
  static final String CLASSIFIER = "last_linear.weight";

  private final TimmModel model;
  private final Network network;

  private TimmNames(TimmModel model, Network network) {
    this.model = model;
    this.network = network;
  }

  /** Returns timm's name of each variable that timm's network has. */
  static Map<String, String> of(TimmModel model, Network network) {
    TimmNames names = new TimmNames(model, network);
    Map<String, String> all = new LinkedHashMap<>();
    for (VariableSpec variable : network.variables()) {
      names
          .module(network.layer(variable.layer()))
          .ifPresent(module -> all.put(variable.name(), module + names.parameter(variable)));
    }
    return all;
  }

  private String parameter(VariableSpec variable) {
    return switch (variable.role()) {
      case KERNEL, GAMMA -> ".weight";
      case DEPTHWISE_KERNEL -> ".depthwise_conv2d.weight";
      case POINTWISE_KERNEL -> ".pointwise_conv2d.weight";
      case BIAS, BETA -> ".bias";
      case MOVING_MEAN -> ".running_mean";
      case MOVING_VARIANCE -> ".running_var";
    };
  }

  private Optional<String> module(Layer layer) {
    Location at = layer.location();
    String part = layer instanceof WeightedLayer.BatchNormalization ? ".bn" : ".conv";
    if (at.block().isCell()) {
      return inCell(at, part).map(module -> cell(at.block()) + "." + module);
    }
    return switch (at.role()) {
      case STEM -> Optional.of(model.stem() + part);
      case CLASSIFIER ->
          at.block().equals(Block.HEAD) ? Optional.of("last_linear") : Optional.empty();
      default -> Optional.empty();
    };
  }

  private Optional<String> inCell(Location at, String part) {
    boolean isNorm = part.equals(".bn");
    return switch (at.role()) {
      case SQUEEZE -> Optional.of("conv_1x1" + part);
      case ADJUST -> Optional.of("conv_prev_1x1" + part);
      case ADJUST_REDUCTION -> Optional.of(model.halving() + "final_path_bn");
      case ADJUST_EVEN -> Optional.of(model.halving() + "path_1.conv");
      case ADJUST_ODD -> Optional.of(model.halving() + "path_2.conv");
      case PROJECTION -> Optional.of(branch(at) + part);
      case SEPARABLE_1 -> Optional.of(branch(at) + (isNorm ? ".bn_sep_1" : ".separable_1"));
      case SEPARABLE_2 -> Optional.of(branch(at) + (isNorm ? ".bn_sep_2" : ".separable_2"));
      default -> Optional.empty();
    };
  }

  private static String branch(Location at) {
    String side = at.side().name().toLowerCase(Locale.ROOT);
    return "comb_iter_%d_%s".formatted(at.combination() - 1, side);
  }

  /** timm numbers each kind of cells from 0 and without gaps, as slim does. */
  private String cell(Block block) {
    return SlimNames.cell(network.spec(), block);
  }
}
