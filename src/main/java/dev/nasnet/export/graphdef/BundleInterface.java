package dev.nasnet.export.graphdef;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.VariableSpec;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What stands between the network and its callers: the names and shapes of what it takes and gives.
 *
 * @param network the inference network
 * @param image the image, float32 {@code [-1, H, W, 3]}
 * @param answers all that the network can give, in ascending order of their keys
 * @param modelOutput the key of the one that is the Keras model's output
 */
public record BundleInterface(
    LayeredNetwork network,
    TensorSignature image,
    List<TensorSignature> answers,
    String modelOutput) {
  public static final String IMAGE = "image";
  public static final String LOGITS = "logits";
  public static final String PROBABILITIES = "probabilities";
  public static final String FEATURES = "features";
  public static final String SERVING = "serving_default";
  public static final String SERVE_BYTES = "serve_bytes";
  private static final int TOP = 5;
  private static final int OPEN = -1;

  /** Returns the interface of a network's bundle. */
  public static BundleInterface of(LayeredNetwork network) {
    TensorSignature image = batch(IMAGE, network.input().output());
    OutputShape output = network.output().output();
    if (network.spec().head() instanceof Head.Classifier classifier) {
      String pooled = network.output().inputs().get(0);
      List<TensorSignature> answers =
          List.of(
              batch(FEATURES, network.layer(pooled).output()),
              batch(LOGITS, output),
              batch(PROBABILITIES, output));
      boolean linear = classifier.activation() == HeadActivation.LINEAR;
      return new BundleInterface(network, image, answers, linear ? LOGITS : PROBABILITIES);
    }
    return new BundleInterface(network, image, List.of(batch(FEATURES, output)), FEATURES);
  }

  /** Whether the network tells classes apart. */
  boolean classifies() {
    return answers.size() > 1;
  }

  /**
   * The ways to ask: by images for logits and probabilities, by images for the features, and by
   * encoded images. Without a classifier the first gives the features too, and there is no third.
   */
  public List<Signature> signatures() {
    TensorSignature features = answer(FEATURES);
    if (!classifies()) {
      return List.of(
          new Signature(SERVING, image, List.of(features), Signature.CALL),
          new Signature(FEATURES, image, List.of(features), Signature.CALL + "_1"));
    }
    TensorSignature probabilities = answer(PROBABILITIES);
    TensorSignature classes = TensorSignature.strings("classes", NodeAttributes.shape(OPEN, top()));
    TensorSignature scores = TensorSignature.floats("scores", NodeAttributes.shape(OPEN, top()));
    return List.of(
        new Signature(SERVING, image, List.of(answer(LOGITS), probabilities), Signature.CALL),
        new Signature(FEATURES, image, List.of(features), Signature.CALL + "_1"),
        new Signature(
            SERVE_BYTES,
            TensorSignature.strings("image_bytes", NodeAttributes.shape(OPEN)),
            List.of(classes, probabilities, scores),
            Signature.CALL + "_2"));
  }

  /** How many classes {@code serve_bytes} names. */
  public int top() {
    return Math.min(TOP, network.spec().classes());
  }

  /** What the functions capture: nothing where the weights are constants. */
  public List<VariableSpec> variables() {
    return trains() ? network.variables() : List.of();
  }

  /** Whether the network can be trained on: its layers are Keras's and its weights variables. */
  public boolean trains() {
    return network instanceof Network;
  }

  /** The one that is the Keras model's output. */
  public TensorSignature model() {
    return answer(modelOutput);
  }

  /** The place of one of the answers. */
  int index(String key) {
    return answers.stream().map(TensorSignature::key).toList().indexOf(key);
  }

  /** The types of a call's inputs: the image and a handle a variable. */
  public List<DataType> inputTypes(TensorSignature input) {
    return Stream.concat(
            Stream.of(input.type()), variables().stream().map(variable -> DataType.DT_RESOURCE))
        .toList();
  }

  private TensorSignature answer(String key) {
    return answers.get(index(key));
  }

  private static TensorSignature batch(String key, OutputShape shape) {
    LongStream dimensions = shape.dimensions().stream().mapToLong(Integer::longValue);
    TensorShapeProto open =
        NodeAttributes.shape(LongStream.concat(LongStream.of(OPEN), dimensions).toArray());
    return TensorSignature.floats(key, open);
  }
}
