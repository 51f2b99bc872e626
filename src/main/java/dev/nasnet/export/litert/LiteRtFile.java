package dev.nasnet.export.litert;

import dev.nasnet.architecture.Layer;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.ServingNetwork;
import dev.nasnet.architecture.WeightedLayer;
import dev.nasnet.bundle.SignatureNames;
import dev.nasnet.export.int8.IntegerNetwork;
import dev.nasnet.export.int8.Io;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.export.rewrite.FusedLayer;
import dev.nasnet.export.rewrite.ServingForm;
import dev.nasnet.export.rewrite.WeightedNetwork;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * LiteRT files (TensorFlow Lite) of inference networks, for phones. The signature {@code
 * serving_default} takes {@code image}, float32 {@code [N, H, W, 3]} of RGB / 127.5 − 1, and
 * outputs {@code logits} and {@code probabilities}, float32 {@code [N, classes]}, or {@code
 * features} where there is no classifier. N is 1 until a program resizes the input.
 *
 * <p>The graph is that of the serving form, with ReLUs fused into the operators before them. The
 * metadata holds the normalization and the class names for the image classifiers of MediaPipe and
 * the Task Library; {@code nasnet_provenance} is JSON about the weights, and {@code
 * nasnet_reference} has reference outputs, by which {@code scripts/verify} verifies the file. The
 * same model gives the same bytes.
 */
public final class LiteRtFile {
  /** The name of the buffer with the JSON about the weights. */
  static final String PROVENANCE = "nasnet_provenance";

  /** The name of the buffer with the reference outputs, as an ONNX file has them. */
  static final String REFERENCE = "nasnet_reference";

  private static final String END = ".tflite";

  private LiteRtFile() {}

  /**
   * Refuses a name that {@link #write} would refuse.
   *
   * @param out the path of the file
   * @throws InvalidInputException if it does not end with {@code .tflite}
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
   * @param options the precision of weights that are no integers
   * @throws IOException if it cannot be written; nothing is left behind then
   * @throws InvalidInputException if the name does not end with {@code .tflite}, or the weights are
   *     too many for one file or too large for float16
   */
  public static void write(Path out, ModelContent model, LiteRtOptions options) throws IOException {
    requireName(out);
    ByteBuffer file = bytes(model, options);
    AtomicWrites.newFile(
        out,
        stream -> {
          int size = file.remaining();
          Channels.newChannel(stream).write(file.duplicate());
          if (!model.classNames().isEmpty()) {
            stream.write(LabelArchive.of(model.classNames(), size));
          }
        });
  }

  private static ByteBuffer bytes(ModelContent model, LiteRtOptions options) {
    WeightedNetwork form = form(model);
    LayeredNetwork network = form.network();
    GraphParts parts = new GraphParts();
    Constants constants = new Constants(parts, form.weights(), options.isFloat16());
    Activations activations = new Activations(parts, model.integers());
    LayerOperators layers = new LayerOperators(parts, constants, activations, model.integers());
    Layer input = network.input();
    int image = activations.image(input.name(), SignatureNames.IMAGE, input.output());
    for (FusedLayer layer : FusedLayer.of(network)) {
      layers.add(layer, name(model, network, layer));
    }
    SortedMap<String, Integer> outputs = outputs(network, layers, activations);
    FileReference reference = FileReference.of(model, options, form);
    Description description = new Description(model, options, parts.buffers(), reference);
    String name = network.spec().name();
    SortedMap<String, Integer> metadata = new TreeMap<>();
    ByteBuffer bytes =
        ModelMetadata.of(
            name,
            description.text(),
            outputs.keySet(),
            !model.classNames().isEmpty(),
            model.io() == Io.UINT8);
    metadata.put(MetadataSchema.BUFFER_NAME, parts.buffer(bytes));
    metadata.put(PROVENANCE, parts.buffer(description.provenance(outputs.keySet())));
    metadata.put(REFERENCE, parts.buffer(reference.json(outputs.keySet())));
    FlatModel.Interface face =
        new FlatModel.Interface(
            SignatureNames.SERVING_DEFAULT, SignatureNames.IMAGE, image, outputs, metadata);
    return FlatModel.write(parts, face, name, description.text());
  }

  private static WeightedNetwork form(ModelContent model) {
    if (model.integers().isPresent()) {
      IntegerNetwork integers = model.integers().get();
      return new WeightedNetwork(integers.network(), integers.weights());
    }
    WeightedNetwork given = new WeightedNetwork(model.network(), model.weights());
    return model.network() instanceof ServingNetwork ? given : ServingForm.of(given);
  }

  /**
   * An output of the file has the name in the signature. Others have those of their layers, and so
   * has the last layer where a number of another type is the output.
   */
  private static String name(ModelContent model, LayeredNetwork network, FusedLayer layer) {
    boolean isOutput =
        layer.output().equals(network.output().name())
            && model
                .integers()
                .map(one -> !one.isInteger(layer.layer()) || one.io() == Io.INT8)
                .orElse(true);
    if (!isOutput) {
      return layer.output();
    }
    return layer.layer() instanceof WeightedLayer.Dense
        ? SignatureNames.LOGITS
        : SignatureNames.FEATURES;
  }

  /** The probabilities come first, since image classifiers take the first output. */
  private static SortedMap<String, Integer> outputs(
      LayeredNetwork network, LayerOperators layers, Activations activations) {
    SortedMap<String, Integer> outputs = new TreeMap<>(Comparator.reverseOrder());
    String last = network.output().name();
    if (network.output() instanceof WeightedLayer.Dense dense) {
      outputs.put(SignatureNames.LOGITS, activations.output(last, SignatureNames.LOGITS));
      outputs.put(
          SignatureNames.PROBABILITIES, layers.probabilities(dense, SignatureNames.PROBABILITIES));
    } else {
      outputs.put(SignatureNames.FEATURES, activations.output(last, SignatureNames.FEATURES));
    }
    return outputs;
  }
}
