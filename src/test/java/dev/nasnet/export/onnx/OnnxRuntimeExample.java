package dev.nasnet.export.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.Gson;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The example of docs/guides/onnx.md: a Java program that classifies images in its own process,
 * with {@code com.microsoft.onnxruntime:onnxruntime} and nothing of this project. The file was
 * written by {@code nasnet export --format onnx --input uint8 --labels FILE}.
 */
final class OnnxRuntimeExample implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final List<String> labels;

  OnnxRuntimeExample(Path file) throws OrtException {
    session = environment.createSession(file.toString());
    String json = session.getMetadata().getCustomMetadata().get("labels");
    labels = List.of(new Gson().fromJson(json, String[].class));
  }

  /** The likeliest class of an image that has the network's size. */
  String classify(BufferedImage image) throws OrtException {
    long[] shape = {1, image.getHeight(), image.getWidth(), 3};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(environment, rgb(image), shape, OnnxJavaType.UINT8);
        OrtSession.Result result = session.run(Map.of("image", tensor))) {
      float[] probabilities = ((float[][]) result.get("probabilities").get().getValue())[0];
      int best = 0;
      for (int i = 1; i < probabilities.length; i++) {
        best = probabilities[i] > probabilities[best] ? i : best;
      }
      return labels.get(best);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }

  private static ByteBuffer rgb(BufferedImage image) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(image.getHeight() * image.getWidth() * 3);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int pixel = image.getRGB(x, y);
        bytes.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
      }
    }
    return bytes.rewind();
  }
}
