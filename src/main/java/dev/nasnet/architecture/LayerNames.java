package dev.nasnet.architecture;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every Keras layer name, slips included; nothing else knows them. Unnamed layers are numbered by
 * their class as Keras does in a fresh session: {@code activation}, {@code activation_1}, …
 */
final class LayerNames {
  private static final Pattern BLOCK = Pattern.compile("_((?:stem_|reduce_)?\\d+)$");

  private final Map<String, Integer> unnamed = new HashMap<>();

  /** The name that Keras gives to an unnamed layer of this class. */
  String automatic(String kerasClass) {
    String snake = snake(kerasClass);
    int count = unnamed.merge(snake, 1, Integer::sum);
    return count == 1 ? snake : snake + "_" + (count - 1);
  }

  /** Whether Keras gave the layer its name. */
  static boolean isAutomatic(Layer layer) {
    return layer.name().matches(snake(layer.kerasClass()) + "(_\\d+)?");
  }

  private static String snake(String kerasClass) {
    return kerasClass
        .replaceAll("(.)([A-Z][a-z0-9]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** The block id of the i-th normal cell, from 0: N is left out, so they run to 3N. */
  static String normalBlock(int index, int cells) {
    return Integer.toString(index < cells ? index : index + 1);
  }

  static String reductionBlock(int reduction, int cells) {
    return "reduce_" + reduction * cells;
  }

  static String stemBlock(int index) {
    return "stem_" + index;
  }

  /** The block that a layer with variables stands in, as people call it. */
  static String block(String layer) {
    if (layer.startsWith("aux_")) {
      return "auxiliary";
    }
    Matcher block = BLOCK.matcher(layer);
    if (!block.find()) {
      return layer.startsWith("stem_") ? "stem" : "head";
    }
    return Character.isDigit(block.group(1).charAt(0)) ? "cell_" + block.group(1) : block.group(1);
  }

  static String squeeze(Cell cell, String layer, String block) {
    return "%s_%s_1_%s".formatted(cell.kind(), layer, block);
  }

  static String adjust(String layer, String block) {
    return "adjust_%s_%s".formatted(layer, block);
  }

  static String reductionPad(String block) {
    return "reduction_pad_1_" + block;
  }

  /** For example {@code normal_left5_3}: where a branch stands in a cell. */
  static String branch(Cell cell, String side, int combination, String block) {
    return "%s_%s%s_%s".formatted(cell.kind(), side, combination, block);
  }

  /** As {@link #branch}, with Keras's slip: the reduction cell's fifth block is called left4. */
  static String separableBranch(Cell cell, String side, int combination, String block) {
    boolean slip = cell.reduces() && combination == 5;
    return branch(cell, side, slip ? 4 : combination, block);
  }

  /** As {@link #branch}, with Keras's slip: the reduction cell's right fourth pool is left4. */
  static String pool(Cell cell, String side, int combination, String block) {
    boolean slip = cell.reduces() && combination == 4;
    return branch(cell, slip ? "left" : side, combination, block);
  }

  static String separable(String layer, String branch) {
    return "separable_conv_%s_%s".formatted(layer, branch);
  }

  /** The 1×1 projection that slim puts on a pool or identity of another width. */
  static String projection(String layer, String branch) {
    return "projection_%s_%s".formatted(layer, branch);
  }

  /** The 1×1 projection that slim puts on an unused state of another width. */
  static String outputProjection(Cell cell, String layer, String block) {
    return "%s_output_%s_%s".formatted(cell.kind(), layer, block);
  }

  static String dropPath(String branch) {
    return "drop_path_" + branch;
  }

  /** The sum of a combination; the reduction cell's fourth has no name, its fifth is add4. */
  String add(Cell cell, int combination, String block) {
    if (!cell.reduces()) {
      return "normal_add_%s_%s".formatted(combination, block);
    }
    return switch (combination) {
      case 1, 2 -> "reduction_add_%s_%s".formatted(combination, block);
      case 3 -> "reduction_add3_" + block;
      case 4 -> automatic("Add");
      default -> "reduction_add4_" + block;
    };
  }

  static String concat(Cell cell, String block) {
    return "%s_concat_%s".formatted(cell.kind(), block);
  }
}
