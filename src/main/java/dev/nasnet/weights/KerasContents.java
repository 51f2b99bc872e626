package dev.nasnet.weights;

import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.keras.KerasModel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of Keras's files. Where it describes its model, its layers have been matched with ours. Some
 * files have weights alone and name layers only by class and number, so that the network gives the
 * names; at first the one that the number of separable convolutions indicates.
 *
 * @param file the file as it was read
 * @param weights its arrays, so named
 */
record KerasContents(KerasFile file, Weights weights) implements WeightsReader {
  /** A normal cell has five separable branches of two convolutions, a stage N of them. */
  private static final int A_CELL_OF_EACH_STAGE = 30;

  /** The stem's two reduction cells and the later two have 40, of which 10 are over. */
  private static final int IMAGENET_REST = 10;

  private static final int A_REDUCTION = 10;

  static WeightsReader open(Path path, Optional<CellSet> cells) {
    KerasFile file = file(path, cells);
    return file.model().map(model -> described(file, model)).orElseGet(() -> undescribed(file));
  }

  /**
   * Reads a file once, with the model that it describes.
   *
   * @param cells the cells of the model; if empty, they are those of NASNet-A or PNASNet-5
   */
  static KerasFile file(Path path, Optional<CellSet> cells) {
    return KerasFile.read(path, text -> KerasModel.read(path.toString(), text, cells));
  }

  /** The weights of the network that computes what a file's model does. */
  static WeightsReader described(KerasFile file, KerasModel model) {
    Network network = Network.of(model.spec());
    return new FollowedContents(new KerasContents(file, file.named(network)), model);
  }

  private static WeightsReader undescribed(KerasFile file) {
    NasNetSpec mobile = NasNetSpec.mobile();
    try {
      Weights first = file.named(Network.of(mobile));
      int separable = (int) first.arrays().stream().filter(KerasContents::isDepthwise).count();
      boolean imageNet = separable % A_CELL_OF_EACH_STAGE == IMAGENET_REST;
      NasNetSpec form = imageNet ? mobile : NasNetSpec.cifar();
      int cells = (separable - (imageNet ? 4 : 2) * A_REDUCTION) / A_CELL_OF_EACH_STAGE;
      NasNetSpec likely = form.toBuilder().cells(Math.max(1, cells)).build();
      return new KerasContents(file, file.named(Network.of(likely)));
    } catch (InvalidInputException e) {
      // It may still fit the network that is asked for; if not, that says why.
      return new KerasContents(file, Weights.of(List.of()));
    }
  }

  @Override
  public String kind() {
    return "a Keras file";
  }

  @Override
  public Path path() {
    return file.path();
  }

  /** What acts only in training would change the numbers; a classifier that is not there not. */
  @Override
  public WeightsReader namedFor(Network network) {
    NasNetSpec inference = network.spec().forInference();
    NasNetSpec whole =
        inference.classes() == 0 ? inference.toBuilder().classes(1000).build() : inference;
    return new KerasContents(file, file.named(Network.of(whole)));
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    weights.arrays().forEach(array -> shapes.put(array.name(), array.shape()));
    return shapes;
  }

  @Override
  public List<NamedArray> read(Collection<String> names) {
    return names.stream().map(weights::get).toList();
  }

  /** {@code [k, k, channels, 1]} with k 3, 5 or 7; a pointwise kernel has k = 1. */
  private static boolean isDepthwise(NamedArray array) {
    List<Integer> shape = array.shape();
    return shape.size() == 4 && shape.get(0) > 1 && shape.get(3) == 1;
  }
}
