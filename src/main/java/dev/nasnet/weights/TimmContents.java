package dev.nasnet.weights;

import dev.nasnet.architecture.IllegalSpecException;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.problem.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The state dict of timm's or Cadene's {@code nasnetalarge} or {@code pnasnet5large} in a
 * safetensors file. PyTorch's kernels {@code [out, in, k, k]} become Keras's {@code [k, k, in,
 * out]}; counters of batches are skipped.
 *
 * @param timm which of the two the file has
 * @param file the file
 * @param keys timm's name of each variable, by the variable's name
 * @param shapes the shapes in Keras's order, by the variable's name
 */
record TimmContents(
    TimmModel timm,
    SafetensorsFile file,
    Map<String, String> keys,
    Map<String, List<Integer>> shapes)
    implements WeightsReader {
  private static final String COUNTER = ".num_batches_tracked";
  private static final int MATRIX = 2;
  private static final int MAP = 4;

  /**
   * Reads the names and shapes of a file.
   *
   * @throws InvalidInputException if it has another network, or values of another type than float32
   */
  static TimmContents open(Path path) {
    SafetensorsFile file = SafetensorsFile.open(path);
    Map<String, String> keys = new LinkedHashMap<>();
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    Set<String> rest = new TreeSet<>(file.tensors().keySet());
    rest.removeIf(key -> key.endsWith(COUNTER));
    TimmModel timm =
        TimmModel.of(file.tensors().keySet())
            .orElseThrow(() -> refusal(file, TimmModel.NASNET.stemKernel()));
    Network network = Network.of(spec(timm, file));
    Map<String, String> names = TimmNames.of(timm, network);
    for (VariableSpec variable : network.variables()) {
      String key = names.get(variable.name());
      SafetensorsFile.Tensor tensor = key == null ? null : file.tensors().get(key);
      if (key != null && tensor != null) {
        requireFloat(path, key, tensor.type());
        keys.put(variable.name(), key);
        shapes.put(variable.name(), kerasShape(variable.role(), tensor.shape()));
        rest.remove(key);
      }
    }
    // What the network does not have keeps its own name, so that it is reported as extra.
    file.tensors()
        .forEach(
            (key, tensor) -> {
              if (rest.contains(key)) {
                shapes.put(key, tensor.shape());
              }
            });
    return new TimmContents(timm, file, keys, shapes);
  }

  @Override
  public String kind() {
    return "a safetensors file of timm's names";
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public boolean hasBackground() {
    return true;
  }

  @Override
  public NasNetSpec completed(NasNetSpec likely) {
    NasNetSpec published = timm.spec();
    return likely.toBuilder()
        .size(published.size())
        .wiring(published.wiring())
        .poolPadding(published.poolPadding())
        .build();
  }

  @Override
  public List<String> differences(NasNetSpec wanted) {
    NasNetSpec published = timm.spec();
    // Other cells are refused later, with the names that do not fit.
    boolean isSameNetwork = wanted.cellSet().equals(published.cellSet());
    if (isSameNetwork && wanted.wiring() != published.wiring()) {
      throw new InvalidInputException(
          "weights (%1$s) must be used with the wiring of timm's network, %2$s, not %3$s; give `wiring` %2$s"
              .formatted(path(), word(published.wiring()), word(wanted.wiring())));
    }
    if (wanted.batchNormEpsilon() != published.batchNormEpsilon()) {
      throw new InvalidInputException(
          "weights (%s) must be used with the batch norm epsilon of timm's network, %s, not %s; omit `batchNormEpsilon`"
              .formatted(path(), published.batchNormEpsilon(), wanted.batchNormEpsilon()));
    }
    return wanted.poolPadding() == published.poolPadding()
        ? List.of()
        : List.of(
            "the model in %1$s has the pool padding %2$s, this network %3$s, so it predicts other values; the padding %2$s predicts the same"
                .formatted(path(), word(published.poolPadding()), word(wanted.poolPadding())));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<NamedArray> read(Collection<String> names) {
    List<NamedArray> arrays = new ArrayList<>();
    for (String name : names) {
      String key = keys.getOrDefault(name, name);
      SafetensorsFile.Tensor tensor = file.tensors().get(key);
      List<Integer> shape = shapes.get(name);
      if (tensor == null || shape == null) {
        throw new IllegalArgumentException("no weights are called " + name);
      }
      float[] values = reordered(file.values(key), tensor.shape());
      arrays.add(new NamedArray(name, shape, values));
    }
    return arrays;
  }

  private static void requireFloat(Path path, String key, String type) {
    if (!type.equals("F32")) {
      throw new InvalidInputException(
          "weights (%s) must be float32: %s is %s; convert it first".formatted(path, key, type));
    }
  }

  /** timm's classes have 18 and 12 cells of one width, but the file decides. */
  private static NasNetSpec spec(TimmModel timm, SafetensorsFile file) {
    int cells = 0;
    while (file.tensors().containsKey(TimmNames.SQUEEZE.formatted(cells))) {
      cells++;
    }
    int filters = outputs(file, TimmNames.SQUEEZE.formatted(0));
    int stem = outputs(file, timm.stemKernel());
    if (filters == 0 || stem == 0) {
      throw refusal(file, timm.stemKernel());
    }
    NasNetSpec published = timm.spec();
    int states = published.penultimateFilters() / published.filters();
    try {
      return published.toBuilder()
          .cells(cells / 3)
          .penultimateFilters(Math.multiplyExact(states, Math.min(filters, 1 << 20)))
          .stemFilters(stem)
          .classes(Math.max(1, outputs(file, TimmNames.CLASSIFIER)))
          .build();
    } catch (IllegalSpecException e) {
      throw new InvalidInputException(
          "weights (%s) must hold timm's %s: %s"
              .formatted(file.path(), timm.word(), e.getMessage()));
    }
  }

  private static InvalidInputException refusal(SafetensorsFile file, String stem) {
    return new InvalidInputException(
        "weights (%s) must hold timm's nasnetalarge or pnasnet5large: %s or %s is missing or misshapen; give another file"
            .formatted(file.path(), stem, TimmNames.SQUEEZE.formatted(0)));
  }

  /** The number of output channels of a convolution or a linear layer, 0 if there is none. */
  private static int outputs(SafetensorsFile file, String key) {
    SafetensorsFile.Tensor tensor = file.tensors().get(key);
    if (tensor == null) {
      return 0;
    }
    int rank = tensor.shape().size();
    return rank == MAP || rank == MATRIX ? tensor.shape().get(0) : 0;
  }

  private static List<Integer> kerasShape(VariableSpec.Role role, List<Integer> shape) {
    if (shape.size() == MATRIX) {
      return List.of(shape.get(1), shape.get(0));
    } else if (shape.size() != MAP) {
      return shape;
    }
    // A depthwise kernel is [channels, 1, k, k] there and [k, k, channels, 1] here.
    boolean isDepthwise = role == VariableSpec.Role.DEPTHWISE_KERNEL;
    int in = isDepthwise ? shape.get(0) : shape.get(1);
    int out = isDepthwise ? shape.get(1) : shape.get(0);
    return List.of(shape.get(2), shape.get(3), in, out);
  }

  /**
   * Moves the axes of PyTorch's order to the places that they have in Keras's. A depthwise kernel
   * has one output for each channel, so that exchanging these two axes changes nothing.
   */
  private static float[] reordered(float[] from, List<Integer> torch) {
    if (torch.size() == MATRIX) {
      return transposed(from, torch.get(0), torch.get(1));
    } else if (torch.size() != MAP) {
      return from;
    }
    int window = torch.get(2) * torch.get(3);
    // First the window's axes go to the front: [a · b, window] becomes [window, a · b].
    float[] front = transposed(from, torch.get(0) * torch.get(1), window);
    int size = torch.get(0) * torch.get(1);
    float[] to = new float[from.length];
    for (int place = 0; place < window; place++) {
      float[] slice = new float[size];
      System.arraycopy(front, place * size, slice, 0, size);
      System.arraycopy(transposed(slice, torch.get(0), torch.get(1)), 0, to, place * size, size);
    }
    return to;
  }

  private static float[] transposed(float[] from, int rows, int columns) {
    float[] to = new float[from.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        to[column * rows + row] = from[row * columns + column];
      }
    }
    return to;
  }
}
