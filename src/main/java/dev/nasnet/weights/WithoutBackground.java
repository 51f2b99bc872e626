package dev.nasnet.weights;

import dev.nasnet.architecture.Network;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * slim's ImageNet has 1001 classes, background first; this leaves the first out where 1000 are
 * wanted.
 *
 * @param whole what the file holds
 * @param kind of the file
 * @param shapes with 1000 classes
 */
record WithoutBackground(WeightsReader whole, String kind, Map<String, List<Integer>> shapes)
    implements WeightsReader {
  private static final int SLIM_CLASSES = 1001;
  private static final List<String> HEADS = List.of("predictions", "aux_predictions");

  static boolean applies(WeightsReader contents, Network network) {
    return contents.kind().contains("slim")
        && network.spec().classes() == SLIM_CLASSES - 1
        && List.of(SLIM_CLASSES).equals(contents.shapes().get("predictions/bias"));
  }

  static WeightsReader of(WeightsReader whole) {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>(whole.shapes());
    for (String head : HEADS) {
      shapes.computeIfPresent(head + "/bias", (name, shape) -> less(shape));
      shapes.computeIfPresent(head + "/kernel", (name, shape) -> less(shape));
    }
    return new WithoutBackground(whole, whole.kind(), shapes);
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
