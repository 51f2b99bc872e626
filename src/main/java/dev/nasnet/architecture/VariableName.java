package dev.nasnet.architecture;

import java.util.Arrays;
import java.util.Optional;

/**
 * The name of a variable in files, {@code <layer>/<attribute>}.
 *
 * @param layer the Keras layer's name, without {@code /}
 * @param role the purpose of the variable, which determines its Keras attribute
 */
public record VariableName(String layer, VariableSpec.Role role) {
  /** The kernel of the stem's convolution, which every NASNet has. */
  public static final VariableName STEM_KERNEL =
      new VariableName(LayerNames.STEM_CONVOLUTION, VariableSpec.Role.KERNEL);

  /** The running mean of the batch norm behind the stem's convolution. */
  public static final VariableName STEM_MEAN =
      new VariableName(LayerNames.STEM_NORM, VariableSpec.Role.MOVING_MEAN);

  /** The kernel of the classifier, if a network has one. */
  public static final VariableName CLASSIFIER_KERNEL =
      new VariableName(LayerNames.CLASSIFIER, VariableSpec.Role.KERNEL);

  /**
   * Parses a name; empty if it does not have this form or Keras has no such attribute.
   *
   * @param name a name such as {@code stem_conv1/kernel}
   * @return the name in its parts
   */
  public static Optional<VariableName> of(String name) {
    int slash = name.indexOf('/');
    if (slash < 1) {
      return Optional.empty();
    }
    String attribute = name.substring(slash + 1);
    return Arrays.stream(VariableSpec.Role.values())
        .filter(role -> role.attribute().equals(attribute))
        .findFirst()
        .map(role -> new VariableName(name.substring(0, slash), role));
  }

  /**
   * {@return the location of the layer, for reading a file without a network: given for the stem,
   * the first convolution of each cell, the classifier and the auxiliary head; empty for all other
   * layers}
   */
  public Optional<Location> location() {
    return LayerNames.locate(layer);
  }

  /**
   * {@return whether the layer is known to be in a block, by {@link #location()}}
   *
   * @param block the stem, cell or head
   */
  public boolean isIn(Block block) {
    return location().filter(location -> location.block().equals(block)).isPresent();
  }

  /** {@code <layer>/<attribute>}. */
  @Override
  public String toString() {
    return layer + "/" + role.attribute();
  }
}
