package dev.nasnet.internal.evaluator;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.weights.Weights;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Collection;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a network outputs for images that are made of a fixed formula.
 *
 * @param outputs by name, the images one behind the other; feature maps are {@code [n, H, W, C]}
 */
public record Reference(SortedMap<String, float[]> outputs) {
  /** The significant digits of a deviation, which is rounded up. */
  private static final MathContext DIGITS = new MathContext(2, RoundingMode.CEILING);

  /**
   * {@return the features, logits and probabilities of a network in float32}
   *
   * @param network an inference network
   * @param weights the network's weights
   */
  public static Reference of(LayeredNetwork network, Weights weights) {
    return of(network, weights, Rounding.NONE);
  }

  /**
   * {@return the features, logits and probabilities of a network}
   *
   * @param network an inference network
   * @param weights the network's weights
   * @param rounding rounds the outputs of the layers, but not the probabilities
   */
  public static Reference of(LayeredNetwork network, Weights weights, Rounding rounding) {
    OutputShape size = network.input().output();
    SortedMap<String, float[]> outputs = new TreeMap<>();
    for (int i = 0; i < ReferenceImages.count(size.height(), size.width()); i++) {
      FeatureMap image = ReferenceImages.scaled(size.height(), size.width(), i);
      NetworkEvaluator.Outputs found = new NetworkEvaluator(network, weights, rounding).run(image);
      append(outputs, SignatureNames.FEATURES, FeatureMapOps.channelsLast(found.features()));
      if (network.spec().head() instanceof Head.Classifier classifier) {
        append(outputs, SignatureNames.LOGITS, found.logits().values());
        boolean isSigmoid = classifier.activation() == HeadActivation.SIGMOID;
        FeatureMap probabilities =
            isSigmoid
                ? FeatureMapOps.sigmoid(found.logits())
                : FeatureMapOps.softmax(found.logits());
        append(outputs, SignatureNames.PROBABILITIES, probabilities.values());
      }
    }
    return new Reference(outputs);
  }

  /** Returns the outputs of some names. */
  public Reference only(Collection<String> names) {
    SortedMap<String, float[]> some = new TreeMap<>(outputs);
    some.keySet().retainAll(names);
    return new Reference(some);
  }

  /**
   * Returns how far other outputs are from these, by name: the largest difference as a share of the
   * largest value, in two digits, rounded up; infinite where a value is not finite.
   */
  public SortedMap<String, Double> deviations(Reference found) {
    SortedMap<String, Double> deviations = new TreeMap<>();
    found.outputs.forEach(
        (name, values) -> {
          float[] expected = Objects.requireNonNull(outputs.get(name), name);
          double scale = largest(expected);
          double share = difference(values, expected) / (scale > 0 ? scale : 1);
          deviations.put(name, Double.isFinite(share) ? rounded(share) : share);
        });
    return deviations;
  }

  /** Returns the largest difference; infinite where one is no number. */
  public static double difference(float[] found, float[] expected) {
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double one = Math.abs((double) found[i] - expected[i]);
      largest = Double.isNaN(one) ? Double.POSITIVE_INFINITY : Math.max(largest, one);
    }
    return largest;
  }

  /** Returns the largest magnitude. */
  public static double largest(float[] values) {
    return difference(values, new float[values.length]);
  }

  /** Returns a share in two digits, rounded up. */
  public static double rounded(double share) {
    return BigDecimal.valueOf(share).round(DIGITS).doubleValue();
  }

  /** Adds an image's values to an output's. */
  public static void append(SortedMap<String, float[]> outputs, String name, float[] values) {
    float[] before = outputs.getOrDefault(name, new float[0]);
    float[] all = java.util.Arrays.copyOf(before, before.length + values.length);
    System.arraycopy(values, 0, all, before.length, values.length);
    outputs.put(name, all);
  }

  /** {@return the outputs as JSON: by name, base64 of little-endian float32} */
  public String json() {
    JsonObject json = new JsonObject();
    outputs.forEach((name, values) -> json.addProperty(name, base64(values)));
    return json.toString();
  }

  /**
   * {@return the outputs that {@link #json} wrote}
   *
   * @param json the text
   * @throws JsonParseException if it is damaged
   */
  public static Reference of(String json) {
    SortedMap<String, float[]> outputs = new TreeMap<>();
    try {
      JsonParser.parseString(json)
          .getAsJsonObject()
          .entrySet()
          .forEach(entry -> outputs.put(entry.getKey(), floats(entry.getValue().getAsString())));
    } catch (IllegalArgumentException
        | IllegalStateException
        | UnsupportedOperationException damaged) {
      throw new JsonParseException("reference is damaged", damaged);
    }
    return new Reference(outputs);
  }

  private static String base64(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static float[] floats(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
