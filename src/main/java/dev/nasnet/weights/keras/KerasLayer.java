package dev.nasnet.weights.keras;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A layer of a described model, with the models in which it is nested taken away.
 *
 * @param id unique in the whole model: its name behind those of the models around it
 * @param name its own name
 * @param kerasClass its class, without the number of a version of it
 * @param config its constructor arguments
 * @param inputs the ids of the layers that it reads, in call order
 * @param operand the number that an arithmetic operation is called with, if there is one
 * @param operandFirst whether that number stands before the tensor, as in {@code 1 - x}
 * @param outer the name of the layer of the outermost model that it is, or is a part of
 * @param group its group in a {@code .weights.h5}, such as {@code
 *     layers/functional/layers/conv2d_2}
 */
public record KerasLayer(
    String id,
    String name,
    String kerasClass,
    Config config,
    List<String> inputs,
    Optional<Double> operand,
    boolean operandFirst,
    String outer,
    String group) {
  private static final Pattern VERSION = Pattern.compile("V[12]$");

  /**
   * Copies the list, and takes a class's version away: {@code BatchNormalizationV1}.
   *
   * @param id unique in the whole model: its name behind those of the models around it
   * @param name its own name
   * @param kerasClass its class, without the number of a version of it
   * @param config its constructor arguments
   * @param inputs the ids of the layers that it reads, in call order
   * @param operand the number that an arithmetic operation is called with, if there is one
   * @param operandFirst whether that number stands before the tensor
   * @param outer the name of the layer of the outermost model that it is, or is a part of
   * @param group its group in a {@code .weights.h5}, such as {@code
   *     layers/functional/layers/conv2d_2}
   */
  public KerasLayer {
    inputs = List.copyOf(inputs);
    kerasClass = VERSION.matcher(kerasClass).replaceFirst("");
  }

  /** What messages call it: {@code layer dense (Dense)}. */
  String title() {
    return "layer %s (%s)".formatted(name, kerasClass);
  }
}
