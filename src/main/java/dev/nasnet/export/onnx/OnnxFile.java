package dev.nasnet.export.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.export.int8.IntegerTolerances;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.export.onnx.evaluator.GraphEvaluator;
import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.export.onnx.proto.ModelProto;
import dev.nasnet.export.onnx.proto.OperatorSetIdProto;
import dev.nasnet.export.rewrite.ServingForm;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.internal.evaluator.Reference;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * ONNX files of inference networks, for ONNX Runtime, OpenVINO and whatever else reads ONNX. A file
 * takes {@code image}, float32 {@code [N, H, W, 3]} of RGB / 127.5 − 1, and outputs {@code logits}
 * and {@code probabilities}, float32 {@code [N, classes]}, or {@code features} where there is no
 * classifier; {@link OnnxOptions} has other forms. N is any number of images.
 *
 * <p>The graph is that of the serving form (folded batch norm, merged convolutions), of operator
 * set 17 and IR version 8, which ONNX Runtime 1.12 and newer read. Its metadata holds provenance,
 * class names, the SHA-256 of the weights and reference outputs, by which the file can be verified.
 * The same model gives the same bytes.
 */
public final class OnnxFile {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final String END = ".onnx";

  private OnnxFile() {}

  /**
   * Refuses a name that {@link #write} would refuse.
   *
   * @param out the path of the file
   * @throws InvalidInputException if it does not end with {@code .onnx}
   */
  public static void requireName(Path out) {
    if (!out.toString().endsWith(END)) {
      throw new InvalidInputException(
          "out (%s) must end with %s, by which programs choose their reader; give another name"
              .formatted(out, END));
    }
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param out a file that does not exist yet
   * @param model the network, its weights, names and provenance
   * @param options the types, the layout and the outputs of the file
   * @return how far float16 is from float32, by output: the largest difference as a share of the
   *     largest value; empty for a float32 file
   * @throws IOException if it cannot be written; nothing is left behind then
   * @throws InvalidInputException if the name does not end with {@code .onnx}, or the weights are
   *     too many for one file or too large for float16
   * @throws FailureException if float16 does not hold what the network computes
   */
  public static SortedMap<String, Double> write(Path out, ModelContent model, OnnxOptions options)
      throws IOException {
    requireName(out);
    GraphProto graph = graph(model, options);
    Reference reference =
        model.integers().isPresent()
            ? new GraphEvaluator(graph).run()
            : Reference.of(model.network(), model.weights());
    SortedMap<String, Double> deviations = Precision.deviations(graph, reference, options);
    SortedMap<String, Double> stated =
        model
            .integers()
            .map(one -> new IntegerTolerances(one, reference, one.io().isInteger()).shares())
            .orElse(deviations);
    ModelProto file = file(new Metadata(model, options, graph, reference, stated), graph);
    AtomicWrites.newFile(
        out,
        stream -> {
          CodedOutputStream bytes = CodedOutputStream.newInstance(stream);
          file.writeTo(bytes);
          bytes.flush();
        });
    return deviations;
  }

  /**
   * Holds a file against the SHA-256 of its weights and the reference outputs in its metadata. The
   * graph is computed in plain Java.
   *
   * @param file one that {@link #write} wrote
   * @return a difference an output, in the order of their names
   * @throws InvalidInputException if it is no such file
   * @throws FailureException if it cannot be read, is damaged or cannot be computed
   */
  public static List<OnnxDifference> verify(Path file) {
    return Verification.of(file);
  }

  private static GraphProto graph(ModelContent model, OnnxOptions options) {
    LayeredNetwork network = model.network();
    Weights weights = model.weights();
    if (model.integers().isPresent()) {
      network = model.integers().get().network();
      weights = model.integers().get().weights();
    } else if (!(network instanceof ServingNetwork)) {
      WeightedNetwork form = ServingForm.withSeparateSums(new WeightedNetwork(network, weights));
      network = form.network();
      weights = form.weights();
    }
    return OnnxGraph.of(network, weights, options, model.integers());
  }

  private static ModelProto file(Metadata metadata, GraphProto graph) {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
        .setProducerName(Names.PRODUCER)
        .setDomain("dev.nasnet")
        .setModelVersion(1)
        .setDocString(metadata.text())
        .setGraph(graph)
        .addAllMetadataProps(metadata.entries())
        .build();
  }
}
