package dev.nasnet.export.frozen;

import com.google.protobuf.CodedOutputStream;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.internal.files.AtomicWrites;
import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.proto.GraphDef;

/**
 * Writes the serving form of a network as a {@code GraphDef} file with its weights as constants,
 * from which converters make LiteRT and ONNX models. It takes {@code image:0}, float32 {@code [N,
 * H, W, 3]} of RGB / 127.5 − 1, and gives {@code logits:0} and {@code probabilities:0}, float32
 * {@code [N, classes]}, or {@code features:0} where there is no classifier, whatever it computes in
 * between. The same network and weights give the same bytes.
 */
public final class FrozenWriter {
  private FrozenWriter() {}

  /** Writes a model, rewritten for serving if it is not yet, and returns the file. */
  public static Path write(Path out, ExportModel artefact) throws IOException {
    ExportModel form =
        artefact.network() instanceof ServingNetwork ? artefact : artefact.forServing();
    GraphDef graph = FrozenGraph.of(form);
    AtomicWrites.newFile(
        out,
        stream -> {
          CodedOutputStream bytes = CodedOutputStream.newInstance(stream);
          bytes.useDeterministicSerialization();
          graph.writeTo(bytes);
          bytes.flush();
        });
    return out;
  }
}
