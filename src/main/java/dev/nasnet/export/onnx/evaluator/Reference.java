package dev.nasnet.export.onnx.evaluator;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.weights.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a network outputs in float32 for images that are made of a fixed formula.
 *
 * @param outputs by name, the images one behind the other; feature maps are {@code [n, H, W, C]}
 */
public record Reference(SortedMap<String, float[]> outputs) {
  /**
   * {@return the outputs of a network, with all that an ONNX file can output}
   *
   * @param network an inference network
   * @param weights the network's weights
   */
  public static Reference of(LayeredNetwork network, Weights weights) {
    OutputShape size = network.input().output();
    SortedMap<String, float[]> outputs = new TreeMap<>();
    for (int i = 0; i < ReferenceImages.count(size.height(), size.width()); i++) {
      FeatureMap image = ReferenceImages.scaled(size.height(), size.width(), i);
      NetworkEvaluator.Outputs found = new NetworkEvaluator(network, weights).run(image);
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

  /** Adds an image's values to an output's. */
  static void append(SortedMap<String, float[]> outputs, String name, float[] values) {
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
