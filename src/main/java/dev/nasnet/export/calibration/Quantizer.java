package dev.nasnet.export.calibration;

import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.data.DataSource;
import dev.nasnet.data.Split;
import dev.nasnet.export.int8.Calibration;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.rewrite.ServingForm;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Quantizes a network to 8-bit integers after its training, by images. The result is the same for
 * the same network, weights, images and options.
 *
 * @param integers the network in integers
 * @param report the difference from float32 on the images
 * @param calibration how ranges were decided
 */
public record Quantizer(IntegerNetwork integers, IntegerReport report, Calibration calibration) {
  /**
   * Measures ranges on the training images of a source, decides the integers, and compares them
   * with float32 on the same images. An image is resized to the network's size.
   *
   * @param network an inference network
   * @param weights the network's weights and no others
   * @param source the source of the training images
   * @param options the number of images, the calibration and the layers that stay in float32
   * @return the network in integers and its report
   * @throws InvalidInputException if the source has no training images, or the options name a layer
   *     that the serving form does not have
   * @throws dev.nasnet.problem.FailureException if a value is NaN or infinite
   */
  public static Quantizer of(
      LayeredNetwork network, Weights weights, DataSource source, QuantizerOptions options) {
    if (source.size(Split.TRAIN) == 0) {
      throw new InvalidInputException(
          "calibrate (%s) has no training images; give a source that has"
              .formatted(source.description()));
    }
    WeightedNetwork form = new WeightedNetwork(network, weights);
    if (!(network instanceof ServingNetwork)) {
      form = ServingForm.of(form);
    }
    ImagePass pass = new ImagePass(source, network.input().output(), options.images());
    IntegerNetwork integers =
        new IntegerNetwork(
            form,
            new Ranges(form, options.calibration()).measure(pass),
            options.keepFloat(),
            options.io(),
            options.bits());
    return new Quantizer(integers, new IntegerNoise(integers).measure(pass), options.calibration());
  }

  /**
   * {@return a file's provenance: that of the weights, the calibration and what was measured}
   *
   * @param ofWeights members about the origin of the weights, by name
   */
  public Map<String, Object> provenance(Map<String, Object> ofWeights) {
    Map<String, Object> all = new TreeMap<>(ofWeights);
    all.put("calibration", calibration.name().toLowerCase(Locale.ROOT));
    all.putAll(report.provenance());
    return all;
  }
}
