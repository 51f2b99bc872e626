package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableName;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a described model as those of the network that computes the same: what the model
 * does to its images is folded into the stem, a single unit becomes two classes, and a classifier
 * without bias gets zeros.
 */
final class FollowedContents implements WeightsReader {
  private static final String STEM_KERNEL = VariableName.STEM_KERNEL.toString();
  private static final String STEM_MEAN = VariableName.STEM_MEAN.toString();
  private static final String KERNEL = KerasModel.CLASSIFIER + "/kernel";
  private static final String BIAS = KerasModel.CLASSIFIER + "/bias";

  private final WeightsReader file;
  private final KerasModel model;

  /**
   * @param file the weights as they stand in the file, by the names of our layers
   */
  FollowedContents(WeightsReader file, KerasModel model) {
    this.file = file;
    this.model = model;
  }

  @Override
  public String kind() {
    return file.kind();
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public Optional<KerasModel> model() {
    return Optional.of(model);
  }

  /** The description has named all layers, so that no network is needed for it. */
  @Override
  public WeightsReader namedFor(Network network) {
    return this;
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>(file.shapes());
    List<Integer> kernel = shapes.getOrDefault(KERNEL, List.of());
    if (kernel.size() == 2 && !model.hasBias()) {
      shapes.put(BIAS, List.of(kernel.get(1)));
    }
    if (kernel.size() == 2 && model.isSingleUnit()) {
      shapes.put(KERNEL, List.of(kernel.get(0), 2));
      shapes.put(BIAS, List.of(2));
    }
    return shapes;
  }

  @Override
  public List<NamedArray> read(Collection<String> names) {
    Map<String, List<Integer>> there = file.shapes();
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : file.read(names.stream().filter(there::containsKey).toList())) {
      arrays.add(followed(array));
    }
    if (names.contains(BIAS) && !there.containsKey(BIAS)) {
      int classes = shapes().getOrDefault(BIAS, List.of(1)).get(0);
      arrays.add(new NamedArray(BIAS, List.of(classes), new float[classes]));
    }
    return arrays;
  }

  private NamedArray followed(NamedArray array) {
    String name = array.name();
    if (name.equals(STEM_KERNEL)) {
      return scaled(array);
    } else if (name.equals(STEM_MEAN)) {
      return shifted(array);
    }
    boolean isClassifier = name.equals(KERNEL) || name.equals(BIAS);
    return isClassifier && model.isSingleUnit() ? twoClasses(array) : array;
  }

  private NamedArray scaled(NamedArray kernel) {
    float[] values = kernel.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * model.kernelFactor());
    }
    return new NamedArray(kernel.name(), kernel.shape(), values);
  }

  /** What an image's offset adds to each of the stem's channels, batch norm takes away again. */
  private NamedArray shifted(NamedArray mean) {
    if (model.remainder() == 0) {
      return mean;
    }
    float[] kernel = file.read(List.of(STEM_KERNEL)).get(0).values();
    float[] values = mean.values().clone();
    for (int channel = 0; channel < values.length; channel++) {
      double sum = 0;
      for (int i = channel; i < kernel.length; i += values.length) {
        sum += kernel[i];
      }
      values[channel] = (float) (values[channel] - model.remainder() * sum);
    }
    return new NamedArray(mean.name(), mean.shape(), values);
  }

  /** Zeros for the first class beside the unit's values for the second. */
  private static NamedArray twoClasses(NamedArray unit) {
    float[] values = new float[2 * unit.values().length];
    for (int i = 0; i < unit.values().length; i++) {
      values[2 * i + 1] = unit.values()[i];
    }
    List<Integer> shape = unit.shape().size() == 1 ? List.of(2) : List.of(unit.shape().get(0), 2);
    return new NamedArray(unit.name(), shape, values);
  }
}
