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
 * from which converters make LiteRT and ONNX models. Its input is {@code image:0}, float32 {@code
 * [N, H, W, 3]} of RGB / 127.5 − 1; its outputs are {@code logits:0} and {@code probabilities:0},
 * float32 {@code [N, classes]}, or {@code features:0}, float32 {@code [N, M]}, where there is no
 * classifier. The same network and weights give the same bytes.
 */
public final class FrozenWriter {
  private FrozenWriter() {}

  /**
   * Writes a model, which is rewritten for serving first where it has Keras's layers.
   *
   * @param out the file, which must not exist
   * @param model the network, its weights and their description
   * @return the file
   * @throws IOException if the file cannot be written; nothing is left behind then
   */
  public static Path write(Path out, ExportModel model) throws IOException {
    ExportModel form = model.network() instanceof ServingNetwork ? model : model.forServing();
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
