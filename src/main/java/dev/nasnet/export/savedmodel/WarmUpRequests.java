package dev.nasnet.export.savedmodel;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.export.graphdef.BundleInterface;
import dev.nasnet.export.graphdef.NodeAttributes;
import dev.nasnet.export.graphdef.Signature;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.model.SampleImage;
import dev.nasnet.export.proto.ModelSpec;
import dev.nasnet.export.proto.PredictLog;
import dev.nasnet.export.proto.PredictRequest;
import dev.nasnet.export.proto.PredictionLog;
import dev.nasnet.image.PixelLimit;
import dev.nasnet.image.ResizeMode;
import dev.nasnet.image.decode.ImageReader;
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
 * The file {@code assets.extra/tf_serving_warmup_requests}: requests that TensorFlow Serving runs
 * before it serves a model, so that no client waits for the first, slow one. It is a TFRecord file
 * of PredictionLog: each sample's bytes for {@code serve_bytes}, and the first sample's pixels for
 * each signature that takes pixels. All samples are decoded first, since Serving does not load a
 * model with a warm-up request that fails.
 */
final class WarmUpRequests {
  /** The largest number of requests that Serving accepts. */
  static final int MOST_REQUESTS = 1000;

  private final BundleInterface bundle;
  private final List<SampleImage> samples;
  private final ResizeMode resize;

  WarmUpRequests(BundleInterface bundle, ExportModel exported) {
    this.bundle = bundle;
    samples = exported.samples();
    resize = exported.resize();
  }

  /** Writes the file, or nothing where there are no samples. */
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
    for (Signature signature : bundle.signatures()) {
      if (signature.input().type() == DataType.DT_FLOAT) {
        requests.add(request(signature, pixels));
      } else {
        samples.forEach(sample -> requests.add(request(signature, bytes(sample))));
      }
    }
    return requests.subList(0, Math.min(MOST_REQUESTS, requests.size()));
  }

  /** Decodes all samples and returns the first one's pixels. */
  private TensorProto pixels() {
    OutputShape size = bundle.network().input().output();
    try (ImageReader reader =
        new ImageReader(size.height(), size.width(), resize, PixelLimit.USUAL)) {
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
                    .setName(bundle.network().spec().name())
                    .setSignatureName(signature.name()))
            .putInputs(signature.input().key(), input.toByteString());
    return PredictionLog.newBuilder()
        .setPredictLog(PredictLog.newBuilder().setRequest(request))
        .build();
  }

  /** Writes one record of TFRecord: length, its checksum, content, its checksum. */
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
