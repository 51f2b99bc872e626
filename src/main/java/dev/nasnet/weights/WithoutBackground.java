package dev.nasnet.weights;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.Location.Role;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.VariableName;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of TF-slim's network for ImageNet, which has 1001 classes, without its first class,
 * the background: for a network of 1000 classes. PyTorch's weights were converted from slim's and
 * have the same classes.
 *
 * @param whole the file with 1001 classes
 * @param shapes the shapes with 1000 classes, by variable name
 */
record WithoutBackground(WeightsReader whole, Map<String, List<Integer>> shapes)
    implements WeightsReader {
  private static final int SLIM_CLASSES = 1001;

  static boolean applies(WeightsReader contents, Network network) {
    return contents.hasBackground()
        && network.spec().classes() == SLIM_CLASSES - 1
        && WeightsMatch.Top.CLASSIFIER.classes(contents.shapes()) == SLIM_CLASSES;
  }

  static WeightsReader of(WeightsReader whole) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>(whole.shapes());
    shapes.replaceAll((name, shape) -> isOfClassifier(name) ? less(shape) : shape);
    return new WithoutBackground(whole, shapes);
  }

  private static boolean isOfClassifier(String name) {
    return VariableName.of(name)
        .flatMap(VariableName::location)
        .filter(location -> location.role() == Role.CLASSIFIER)
        .isPresent();
  }

  @Override
  public String kind() {
    return whole.kind();
  }

  @Override
  public Optional<Dialect> dialect() {
    return whole.dialect();
  }

  @Override
  public Path path() {
    return whole.path();
  }

  @Override
  public List<NamedArray> read(Collection<String> names) {
    return whole.read(names).stream()
        .map(array -> array.shape().equals(shapes.get(array.name())) ? array : less(array))
        .toList();
  }

  private static List<Integer> less(List<Integer> shape) {
    int last = shape.size() - 1;
    if (last < 0 || shape.get(last) != SLIM_CLASSES) {
      return shape;
    }
    return last == 0 ? List.of(SLIM_CLASSES - 1) : List.of(shape.get(0), SLIM_CLASSES - 1);
  }

  private static NamedArray less(NamedArray array) {
    float[] all = array.values();
    int kept = SLIM_CLASSES - 1;
    float[] values = new float[all.length / SLIM_CLASSES * kept];
    for (int row = 0; row < all.length / SLIM_CLASSES; row++) {
      System.arraycopy(all, row * SLIM_CLASSES + 1, values, row * kept, kept);
    }
    return new NamedArray(array.name(), less(array.shape()), values);
  }
}
