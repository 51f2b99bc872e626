package dev.nasnet.export.calibration;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The difference between integers and float32 on the calibration images.
 *
 * @param images the number of images
 * @param output {@code logits}, or {@code features} without a classifier
 * @param deviation the relative L2 difference of the output
 * @param top1Agreement the share of images for which the most probable class is the same; 1 without
 *     a classifier
 * @param layers the layers in their order
 */
public record IntegerReport(
    int images, String output, double deviation, double top1Agreement, List<LayerNoise> layers) {
  /**
   * Copies the list.
   *
   * @param images the number of images
   * @param output {@code logits}, or {@code features} without a classifier
   * @param deviation the relative L2 difference of the output
   * @param top1Agreement the share of images for which the most probable class is the same
   * @param layers the layers in their order
   */
  public IntegerReport {
    layers = List.copyOf(layers);
  }

  /**
   * The noise of a layer's output.
   *
   * @param layer the name of the layer, as {@code --keep-float} has it
   * @param decibels the ratio of signal to noise, all layers before it being in integers, too
   * @param lost the decibels below the worst input of the layer: what the layer itself adds
   */
  public record LayerNoise(String layer, double decibels, double lost) {}

  /**
   * {@return the layers that lose most, the worst first}
   *
   * @param count the largest number of layers to return
   */
  public List<LayerNoise> worst(int count) {
    return layers.stream()
        .sorted(Comparator.comparingDouble(LayerNoise::lost).reversed())
        .limit(count)
        .toList();
  }

  /** {@return the members of a file's provenance} */
  public Map<String, Object> provenance() {
    return new TreeMap<>(
        Map.of(
            "calibration_images", images,
            "deviation", Map.of(output, rounded(deviation)),
            "top1_agreement", rounded(top1Agreement)));
  }

  private static double rounded(double value) {
    return Math.rint(value * 1e4) / 1e4;
  }
}
