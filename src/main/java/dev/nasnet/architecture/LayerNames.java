package dev.nasnet.architecture;

import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.Location.Side;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layer names of Keras's NASNet ({@code keras/src/applications/nasnet.py}), its slips included.
 * The layers of cells that Keras does not have are named by the same scheme without the slips.
 * Layers that Keras leaves unnamed are numbered by class, as in a fresh session: {@code
 * activation}, {@code activation_1}, …
 */
final class LayerNames {
  static final String STEM_CONVOLUTION = "stem_conv1";
  static final String STEM_NORM = "stem_bn1";
  static final String CLASSIFIER = "predictions";

  private static final Pattern SQUEEZE =
      Pattern.compile("(?:normal|reduction)_(?:conv|bn)_1_(stem_|reduce_|)(\\d{1,9})");

  private final boolean hasSlips;
  private final Map<String, Integer> unnamed = new HashMap<>();

  /**
   * Creates the names of a network.
   *
   * @param hasSlips whether the cells are those of NASNet-A, with the slips of Keras's names
   */
  LayerNames(boolean hasSlips) {
    this.hasSlips = hasSlips;
  }

  /** The name of the next layer of a class at a location; calls are in Keras's order of making. */
  String of(Location at, String kerasClass) {
    return switch (at.role()) {
      case IMAGE -> "input_layer";
      case STEM -> isNorm(kerasClass) ? STEM_NORM : STEM_CONVOLUTION;
      case AUXILIARY_PROJECTION, AUXILIARY_CONVOLUTION, FEATURES, CLASSIFIER ->
          inHead(at, kerasClass);
      default -> inCell(at, kerasClass);
    };
  }

  /** The name that Keras gives to the next unnamed layer of a class. */
  String automatic(String kerasClass) {
    String snake = snake(kerasClass);
    int count = unnamed.merge(snake, 1, Integer::sum);
    return count == 1 ? snake : snake + "_" + (count - 1);
  }

  /**
   * The location of a layer of a file without a network, where its name alone gives it: stem, first
   * convolution of a cell, classifier and auxiliary head. Empty for all other names.
   */
  static Optional<Location> locate(String layer) {
    return switch (layer) {
      case STEM_CONVOLUTION, STEM_NORM -> Optional.of(Location.of(Block.STEM, Role.STEM));
      case CLASSIFIER -> Optional.of(Location.of(Block.HEAD, Role.CLASSIFIER));
      case "aux_predictions" -> Optional.of(Location.of(Block.AUXILIARY, Role.CLASSIFIER));
      case "aux_conv_1", "aux_bn_1" ->
          Optional.of(Location.of(Block.AUXILIARY, Role.AUXILIARY_PROJECTION));
      default ->
          layer.startsWith("aux_")
              ? Optional.of(Location.of(Block.AUXILIARY, Role.AUXILIARY_CONVOLUTION))
              : locateSqueeze(layer);
    };
  }

  private static Optional<Location> locateSqueeze(String layer) {
    Matcher matcher = SQUEEZE.matcher(layer);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Block.Kind kind =
        switch (matcher.group(1)) {
          case "stem_" -> Block.Kind.STEM_CELL;
          case "reduce_" -> Block.Kind.REDUCTION_CELL;
          default -> Block.Kind.NORMAL_CELL;
        };
    Block block = new Block(kind, Integer.parseInt(matcher.group(2)));
    return Optional.of(Location.of(block, Role.SQUEEZE));
  }

  private String inHead(Location at, String kerasClass) {
    if (at.block().equals(Block.AUXILIARY)) {
      int number =
          switch (at.role()) {
            case AUXILIARY_PROJECTION -> 1;
            case AUXILIARY_CONVOLUTION -> 2;
            default -> 3;
          };
      return switch (kerasClass) {
        case "Activation" -> "aux_relu_" + number;
        case "AveragePooling2D" -> "aux_avg_pool";
        case "Flatten" -> "aux_flatten";
        case "Dense" -> "aux_predictions";
        default -> "aux_%s_%s".formatted(convolutionOrNorm(kerasClass), number);
      };
    }
    return kerasClass.equals("Dense") ? CLASSIFIER : automatic(kerasClass);
  }

  private String inCell(Location at, String kerasClass) {
    boolean hasNoName =
        switch (kerasClass) {
          case "Activation" -> at.role() != Role.ADJUST_REDUCTION;
          case "ZeroPadding2D", "Cropping2D" -> at.role() == Role.ADJUST_ODD;
          case "Concatenate" -> at.role() != Role.OUTPUT;
          // Of the sums, only the reduction cell's fourth.
          default -> at.role() == Role.SUM && isSlip(at, 4);
        };
    return hasNoName ? automatic(kerasClass) : named(at, kerasClass);
  }

  private String named(Location at, String kerasClass) {
    String cell = cell(at);
    String id = id(at.block());
    String layer = convolutionOrNorm(kerasClass);
    return switch (at.role()) {
      case SQUEEZE -> "%s_%s_1_%s".formatted(cell, layer, id);
      case ADJUST -> "adjust_%s_%s".formatted(isNorm(kerasClass) ? "bn" : "conv_projection", id);
      case ADJUST_REDUCTION -> "adjust_%s_%s".formatted(isNorm(kerasClass) ? "bn" : "relu_1", id);
      case ADJUST_EVEN -> "adjust_%s_1_%s".formatted(poolOrConvolution(kerasClass), id);
      case ADJUST_ODD -> "adjust_%s_2_%s".formatted(poolOrConvolution(kerasClass), id);
      case POOL_PADDING -> "reduction_pad_1_" + id;
      case SEPARABLE_1 -> separable(at, kerasClass, 1);
      case SEPARABLE_2 -> separable(at, kerasClass, 2);
      case CONVOLUTION_1 -> convolution(at, kerasClass, 1);
      case CONVOLUTION_2 -> convolution(at, kerasClass, 2);
      case POOL -> pool(at, kerasClass);
      case PROJECTION -> "projection_%s_%s".formatted(layer, branch(at));
      case SUM -> sum(at);
      case OUTPUT_PROJECTION -> "%s_output_%s_%s".formatted(cell, layer, id);
      default -> "%s_concat_%s".formatted(cell, id);
    };
  }

  /** For example {@code normal_left5_3}: the branch of a cell. */
  private static String branch(Location at) {
    return branch(at, at.side(), at.combination());
  }

  private static String branch(Location at, Side side, int combination) {
    String word = side.name().toLowerCase(Locale.ROOT);
    return "%s_%s%s_%s".formatted(cell(at), word, combination, id(at.block()));
  }

  /** Keras's slip: the separable branch of the reduction cell's fifth combination is left4. */
  private String separable(Location at, String kerasClass, int number) {
    String branch = branch(at, at.side(), isSlip(at, 5) ? 4 : at.combination());
    return switch (kerasClass) {
      case "DropPath" -> "drop_path_" + branch;
      case "AveragePooling2D" -> "separable_conv_%s_skip_%s".formatted(number, branch);
      case "ZeroPadding2D" -> "separable_conv_%s_pad_%s".formatted(number, branch);
      case "BatchNormalization" -> "separable_conv_%s_bn_%s".formatted(number, branch);
      default -> "separable_conv_%s_%s".formatted(number, branch);
    };
  }

  /** Keras's slip: the right pool of the reduction cell's fourth combination is left4. */
  private String pool(Location at, String kerasClass) {
    return switch (kerasClass) {
      case "DropPath" -> "drop_path_" + branch(at);
      case "ZeroPadding2D" -> "pad_" + branch(at);
      default -> branch(at, isSlip(at, 4) ? Side.LEFT : at.side(), at.combination());
    };
  }

  private static String convolution(Location at, String kerasClass, int number) {
    return switch (kerasClass) {
      case "DropPath" -> "drop_path_" + branch(at);
      case "BatchNormalization" -> "conv_%s_bn_%s".formatted(number, branch(at));
      default -> "conv_%s_%s".formatted(number, branch(at));
    };
  }

  /** Whether Keras's name has a slip: only in combinations of the reduction cell of NASNet-A. */
  private boolean isSlip(Location at, int combination) {
    return hasSlips && at.block().reduces() && at.combination() == combination;
  }

  /** Keras's slip: the reduction cell's fifth sum is add4. */
  private String sum(Location at) {
    String id = id(at.block());
    if (!hasSlips || !at.block().reduces()) {
      return "%s_add_%s_%s".formatted(cell(at), at.combination(), id);
    }
    return switch (at.combination()) {
      case 3 -> "reduction_add3_" + id;
      case 5 -> "reduction_add4_" + id;
      default -> "reduction_add_%s_%s".formatted(at.combination(), id);
    };
  }

  private static String cell(Location at) {
    return at.block().reduces() ? "reduction" : "normal";
  }

  /** Keras's block id: the block's name, of normal cells the number alone. */
  private static String id(Block block) {
    return block.kind() == Block.Kind.NORMAL_CELL ? Integer.toString(block.number()) : block.name();
  }

  private static String convolutionOrNorm(String kerasClass) {
    return isNorm(kerasClass) ? "bn" : "conv";
  }

  private static String poolOrConvolution(String kerasClass) {
    return kerasClass.equals("AveragePooling2D") ? "avg_pool" : "conv";
  }

  private static boolean isNorm(String kerasClass) {
    return kerasClass.equals("BatchNormalization");
  }

  private static String snake(String kerasClass) {
    return kerasClass
        .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
