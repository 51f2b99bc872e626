package dev.nasnet.export.int8;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.export.rewrite.FusedLayer;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A serving form in 8-bit integers: which layers compute in integers, and the scales of their
 * tensors. Pools, concatenations and zero padding copy integers, so that their inputs and outputs
 * have one scale, as LiteRT requires it.
 */
public final class IntegerNetwork {
  private static final int NAMES_SHOWN = 5;

  private final WeightedNetwork form;
  private final Io io;
  private final WeightBits bits;
  private final List<FusedLayer> layers;
  private final Set<String> floats;
  private final Map<String, TensorScale> scales = new HashMap<>();

  /**
   * Decides the scales.
   *
   * @param form a serving form
   * @param ranges the range of each {@link FusedLayer#output()}, by name; of a dense layer that of
   *     its logits
   * @param keepFloat the layers that compute in float32
   * @param io the type of images and outputs
   * @param bits the bits of the weights
   * @throws InvalidInputException if {@code keepFloat} names a layer that the serving form does not
   *     have
   */
  public IntegerNetwork(
      WeightedNetwork form,
      Map<String, Range> ranges,
      Set<String> keepFloat,
      Io io,
      WeightBits bits) {
    if (!(form.network() instanceof ServingNetwork)) {
      throw new IllegalArgumentException("the network must be a serving form");
    }
    this.form = form;
    this.io = io;
    this.bits = bits;
    layers = FusedLayer.of(form.network());
    floats = kept(layers, keepFloat);
    Ties ties = new Ties(ranges);
    String image = form.network().input().name();
    TensorScale imageScale = io.isInteger() ? TensorScale.IMAGE_BYTES : TensorScale.IMAGE;
    ties.put(image, new Range(imageScale.min(), imageScale.max()));
    layers.stream()
        .filter(one -> isTied(one.layer()) && !floats.contains(one.layer().name()))
        .forEach(one -> one.layer().inputs().forEach(input -> ties.unite(one.output(), input)));
    for (String tensor : integerTensors()) {
      boolean isImage = tensor.equals(image) && ties.range(image).max() == imageScale.max();
      scales.put(tensor, isImage ? imageScale : TensorScale.of(ties.range(tensor)));
    }
  }

  /**
   * Refuses names that are no layers with weights of a serving form.
   *
   * @throws InvalidInputException naming the first
   */
  private static Set<String> kept(List<FusedLayer> layers, Set<String> keepFloat) {
    Set<String> names =
        layers.stream()
            .map(one -> one.layer().name())
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : keepFloat) {
      if (!names.contains(name)) {
        throw new InvalidInputException(
            "keepFloat (%s) must name layers of the serving form, such as %s; the report of an"
                    .formatted(
                        name, names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", ")))
                + " int8 export lists the worst");
      }
    }
    return Set.copyOf(keepFloat);
  }

  /** {@return the serving form in float32} */
  public LayeredNetwork network() {
    return form.network();
  }

  /** {@return the weights of the serving form in float32} */
  public Weights weights() {
    return form.weights();
  }

  /** {@return the type of images and outputs} */
  public Io io() {
    return io;
  }

  /** {@return the layers in their order} */
  public List<FusedLayer> layers() {
    return layers;
  }

  /**
   * {@return whether a layer computes in integers}
   *
   * @param layer a layer of the serving form
   */
  public boolean isInteger(Layer layer) {
    return !floats.contains(layer.name());
  }

  /**
   * {@return the scale of a layer's output; empty where it is float32}
   *
   * @param layer the name of a layer of the serving form
   */
  public Optional<TensorScale> scale(String layer) {
    return Optional.ofNullable(scales.get(layer));
  }

  /**
   * {@return the integers of a layer's kernel and bias}
   *
   * @param layer a layer with a kernel that computes in integers
   */
  public IntegerKernel kernel(Layer layer) {
    List<VariableSpec> variables = layer.variables();
    float[] bias =
        variables.size() > 1 ? form.weights().get(variables.get(1).name()).values() : new float[0];
    return IntegerKernel.of(
        form.weights().get(variables.get(0).name()),
        bias,
        layer.output().channels(),
        inputScale(layer),
        bits.limit());
  }

  /**
   * {@return the scale of a layer's first input}
   *
   * @param layer a layer that computes in integers
   */
  public float inputScale(Layer layer) {
    return scale(layer.inputs().get(0))
        .orElseThrow(() -> new IllegalStateException(layer.name() + " reads no integers"))
        .scale();
  }

  /** {@return the weights that the integers stand for} */
  public Weights dequantized() {
    Map<String, NamedArray> arrays = new HashMap<>();
    form.weights().arrays().forEach(array -> arrays.put(array.name(), array));
    for (FusedLayer one : layers) {
      Layer layer = one.layer();
      if (isInteger(layer) && !layer.variables().isEmpty()) {
        IntegerKernel kernel = kernel(layer);
        set(arrays, layer.variables().get(0), kernel.weights());
        if (layer.variables().size() > 1) {
          set(arrays, layer.variables().get(1), kernel.biases(inputScale(layer)));
        }
      }
    }
    return Weights.of(arrays.values());
  }

  private static void set(Map<String, NamedArray> arrays, VariableSpec variable, float[] values) {
    arrays.put(variable.name(), new NamedArray(variable.name(), variable.shape(), values));
  }

  /** The outputs of layers in integers, what these read, and integer inputs and outputs. */
  private List<String> integerTensors() {
    List<String> tensors = new ArrayList<>();
    if (io.isInteger()) {
      tensors.add(form.network().input().name());
      tensors.add(form.network().output().name());
    }
    for (FusedLayer one : layers) {
      if (isInteger(one.layer())) {
        tensors.add(one.output());
        tensors.addAll(one.layer().inputs());
      }
    }
    return tensors;
  }

  private static boolean isTied(Layer layer) {
    return layer instanceof Layer.AveragePooling2D
        || layer instanceof Layer.MaxPooling2D
        || layer instanceof Layer.Concatenate
        || layer instanceof Layer.ZeroPadding2D
        || layer instanceof Layer.GlobalMaxPooling2D;
  }
}
