package dev.nasnet.export.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.graph.InferenceGraph;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A network with random weights, its ONNX file, and what ONNX Runtime makes of it in this JVM. */
public record OnnxCase(Network network, Weights weights) {
  public static OnnxCase of(NasNetSpec spec) {
    Network network = Network.of(spec).forInference();
    return new OnnxCase(network, Weights.randomBatchNorm(network, 11)).moderate();
  }

  /** With a last kernel that keeps softmax from being zeros and a one. */
  private OnnxCase moderate() {
    float largest = 0;
    for (float value : plain(images(1)).values()) {
      largest = Math.max(largest, Math.abs(value));
    }
    float factor = 10 / largest;
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : weights.arrays()) {
      boolean isLast = array.name().equals("predictions/kernel");
      arrays.add(isLast ? scaled(array, factor) : array);
    }
    return new OnnxCase(network, Weights.of(arrays));
  }

  ModelContent model() {
    return new ModelContent(network, weights, List.of(), Map.of("seed", 11));
  }

  Path write(Path out, OnnxOptions options) throws IOException {
    OnnxFile.write(out, model(), options);
    return out;
  }

  /** Noise of whole bytes, so that uint8 images are the same, as {@code [n, H, W, 3]}. */
  public NamedArray images(int count) {
    int height = network.input().output().height();
    int width = network.input().output().width();
    Random random = new Random(count);
    float[] values = new float[count * height * width * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(256) / 127.5f - 1;
    }
    return new NamedArray("image", List.of(count, height, width, 3), values);
  }

  /** The logits, or features, by TensorFlow from Keras's own layers. */
  public NamedArray plain(NamedArray images) {
    try (InferenceGraph graph = InferenceGraph.open(network, weights)) {
      return graph.logits(images);
    }
  }

  /** All outputs, by name, row-major, of a float32 file in the layout of the images. */
  static Map<String, float[]> run(Path file, NamedArray images) throws OrtException {
    try (OnnxTensor image =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(),
            FloatBuffer.wrap(images.values()),
            images.dimensions())) {
      return run(file, image);
    }
  }

  /** The same of a file that takes uint8. */
  static Map<String, float[]> runBytes(Path file, NamedArray images) throws OrtException {
    ByteBuffer bytes = ByteBuffer.allocateDirect(images.values().length);
    for (float value : images.values()) {
      bytes.put((byte) Math.round((value + 1) * 127.5f));
    }
    try (OnnxTensor image =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(),
            bytes.rewind(),
            images.dimensions(),
            ai.onnxruntime.OnnxJavaType.UINT8)) {
      return run(file, image);
    }
  }

  private static Map<String, float[]> run(Path file, OnnxTensor image) throws OrtException {
    Map<String, float[]> outputs = new HashMap<>();
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString());
        OrtSession.Result result = session.run(Map.of("image", image))) {
      for (var output : result) {
        FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        outputs.put(output.getKey(), copy);
      }
    }
    return outputs;
  }

  /** Images {@code [n, H, W, 3]} as {@code [n, 3, H, W]}. */
  static NamedArray channelsFirst(NamedArray images) {
    int count = images.shape().get(0);
    int pixels = images.shape().get(1) * images.shape().get(2);
    float[] turned = new float[images.values().length];
    for (int i = 0; i < turned.length; i++) {
      int image = i / (pixels * 3);
      int within = i % (pixels * 3);
      turned[(image * 3 + within % 3) * pixels + within / 3] = images.values()[i];
    }
    return new NamedArray(
        "image", List.of(count, 3, images.shape().get(1), images.shape().get(2)), turned);
  }

  /** The relative L2 difference. */
  static double relative(float[] found, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow((double) found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return found.length == expected.length
        ? Math.sqrt(difference / norm)
        : Double.POSITIVE_INFINITY;
  }

  /** The logarithms of the softmax of rows of logits. */
  static float[] logProbabilities(float[] logits, int classes) {
    float[] logs = new float[logits.length];
    for (int row = 0; row < logits.length; row += classes) {
      double sum = 0;
      for (int i = row; i < row + classes; i++) {
        sum += Math.exp(logits[i]);
      }
      for (int i = row; i < row + classes; i++) {
        logs[i] = (float) (logits[i] - Math.log(sum));
      }
    }
    return logs;
  }

  private static NamedArray scaled(NamedArray array, float factor) {
    float[] values = array.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return new NamedArray(array.name(), array.shape(), values);
  }
}
