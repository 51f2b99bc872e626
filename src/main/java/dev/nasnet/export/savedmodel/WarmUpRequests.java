package dev.nasnet.export.savedmodel;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.model.SampleImage;
import dev.nasnet.export.proto.ModelSpec;
import dev.nasnet.export.proto.PredictLog;
import dev.nasnet.export.proto.PredictRequest;
import dev.nasnet.export.proto.PredictionLog;
import dev.nasnet.graph.ImageReader;
import dev.nasnet.internal.files.MaskedCrc32c;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * {@code assets.extra/tf_serving_warmup_requests}: what TensorFlow Serving asks a model before it
 * takes requests, so that no client waits for the first, slow one. A TFRecord of PredictionLog:
 * each sample's bytes to {@code serve_bytes}, and the first sample's pixels to each signature that
 * takes pixels. All samples are decoded first, for Serving does not load a model whose warm-up
 * fails.
 */
final class WarmUpRequests {
  /** How many requests Serving takes at most. */
  static final int MOST_REQUESTS = 1000;

  private final BundleInterface endpoint;
  private final List<SampleImage> samples;

  WarmUpRequests(BundleInterface endpoint, List<SampleImage> samples) {
    this.endpoint = endpoint;
    this.samples = samples;
  }

  /** Writes the file; none where there are no samples. */
  void write(Path file) throws IOException {
    if (samples.isEmpty()) {
      return;
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      for (PredictionLog request : requests()) {
        record(out, request.toByteArray());
      }
    }
  }

  private List<PredictionLog> requests() {
    List<PredictionLog> requests = new ArrayList<>();
    TensorProto pixels = pixels();
    for (Signature signature : endpoint.signatures()) {
      if (signature.input().type() == DataType.DT_FLOAT) {
        requests.add(request(signature, pixels));
      } else {
        samples.forEach(sample -> requests.add(request(signature, bytes(sample))));
      }
    }
    return requests.subList(0, Math.min(MOST_REQUESTS, requests.size()));
  }

  /** The first sample's; all are decoded. */
  private TensorProto pixels() {
    OutputShape size = endpoint.network().input().output();
    try (ImageReader reader = new ImageReader(size.height(), size.width())) {
      List<float[]> images =
          samples.stream()
              .map(sample -> reader.read(sample.bytes().toByteArray(), sample.name()))
              .toList();
      ByteBuffer content =
          ByteBuffer.allocate(images.get(0).length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      content.asFloatBuffer().put(images.get(0));
      return TensorProto.newBuilder()
          .setDtype(DataType.DT_FLOAT)
          .setTensorShape(NodeAttributes.shape(1, size.height(), size.width(), size.channels()))
          .setTensorContent(ByteString.copyFrom(content))
          .build();
    }
  }

  private static TensorProto bytes(SampleImage sample) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_STRING)
        .setTensorShape(NodeAttributes.shape(1))
        .addStringVal(sample.bytes())
        .build();
  }

  private PredictionLog request(Signature signature, TensorProto input) {
    PredictRequest.Builder request =
        PredictRequest.newBuilder()
            .setModelSpec(
                ModelSpec.newBuilder()
                    .setName(endpoint.network().spec().name())
                    .setSignatureName(signature.name()))
            .putInputs(signature.input().key(), input.toByteString());
    return PredictionLog.newBuilder()
        .setPredictLog(PredictLog.newBuilder().setRequest(request))
        .build();
  }

  /** One TFRecord: length, its checksum, content, its checksum. */
  private static void record(OutputStream out, byte[] content) throws IOException {
    byte[] length = little(Long.BYTES).putLong(content.length).array();
    out.write(length);
    out.write(little(Integer.BYTES).putInt(MaskedCrc32c.of(length)).array());
    out.write(content);
    out.write(little(Integer.BYTES).putInt(MaskedCrc32c.of(content)).array());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
