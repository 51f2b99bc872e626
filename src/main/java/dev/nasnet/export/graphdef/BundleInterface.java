package dev.nasnet.export.graphdef;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.LayeredNetwork;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.VariableSpec;
import dev.nasnet.bundle.SignatureNames;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The interface of a bundle: its signatures, and the names and shapes of their tensors.
 *
 * @param network the inference network
 * @param image the input, float32 {@code [-1, H, W, 3]}
 * @param outputs all outputs that the network computes, in ascending order of their keys
 * @param modelOutput the key of the output that the Keras model returns
 * @param hasVariables whether the weights are variables; otherwise they are constants
 */
public record BundleInterface(
    LayeredNetwork network,
    TensorSignature image,
    List<TensorSignature> outputs,
    String modelOutput,
    boolean hasVariables) {
  private static final int TOP = 5;
  private static final int OPEN = -1;

  /**
   * {@return the interface of a network's bundle; weights that can be trained are variables}
   *
   * @param network an inference network
   */
  public static BundleInterface of(LayeredNetwork network) {
    return of(network, network instanceof Network);
  }

  /**
   * {@return the interface of a network's bundle}
   *
   * @param network an inference network
   * @param hasVariables whether the weights are variables; those of Keras's layers must be
   */
  public static BundleInterface of(LayeredNetwork network, boolean hasVariables) {
    TensorSignature image = batch(SignatureNames.IMAGE, network.input().output());
    OutputShape output = network.output().output();
    if (network.spec().head() instanceof Head.Classifier classifier) {
      String pooled = network.output().inputs().get(0);
      List<TensorSignature> outputs =
          List.of(
              batch(SignatureNames.FEATURES, network.layer(pooled).output()),
              batch(SignatureNames.LOGITS, output),
              batch(SignatureNames.PROBABILITIES, output));
      boolean linear = classifier.activation() == HeadActivation.LINEAR;
      return new BundleInterface(
          network,
          image,
          outputs,
          linear ? SignatureNames.LOGITS : SignatureNames.PROBABILITIES,
          hasVariables);
    }
    List<TensorSignature> features = List.of(batch(SignatureNames.FEATURES, output));
    return new BundleInterface(network, image, features, SignatureNames.FEATURES, hasVariables);
  }

  /** Returns whether the network has a classifier. */
  boolean classifies() {
    return outputs.size() > 1;
  }

  /**
   * {@return the signatures: {@code serving_default} takes images and outputs logits and
   * probabilities, {@code features} takes images and outputs features, and {@code serve_bytes}
   * takes encoded images} A network that is rewritten for serving has {@code all_outputs}, too,
   * which runs the network once for all three outputs. Without a classifier {@code serving_default}
   * outputs features, and there is no {@code serve_bytes}.
   */
  public List<Signature> signatures() {
    TensorSignature features = output(SignatureNames.FEATURES);
    if (!classifies()) {
      return List.of(
          new Signature(SignatureNames.SERVING_DEFAULT, image, List.of(features), Signature.CALL),
          new Signature(SignatureNames.FEATURES, image, List.of(features), Signature.CALL + "_1"));
    }
    TensorSignature probabilities = output(SignatureNames.PROBABILITIES);
    TensorSignature classes =
        TensorSignature.strings(SignatureNames.CLASSES, NodeAttributes.shape(OPEN, top()));
    TensorSignature scores =
        TensorSignature.floats(SignatureNames.SCORES, NodeAttributes.shape(OPEN, top()));
    Signature both =
        new Signature(
            SignatureNames.SERVING_DEFAULT,
            image,
            List.of(output(SignatureNames.LOGITS), probabilities),
            Signature.CALL);
    Signature pooled =
        new Signature(SignatureNames.FEATURES, image, List.of(features), Signature.CALL + "_1");
    Signature bytes =
        new Signature(
            SignatureNames.SERVE_BYTES,
            TensorSignature.strings(SignatureNames.IMAGE_BYTES, NodeAttributes.shape(OPEN)),
            List.of(classes, probabilities, scores),
            Signature.CALL + "_2");
    Signature all =
        new Signature(SignatureNames.ALL_OUTPUTS, image, outputs, Signature.CALL + "_3");
    return isTrainable() ? List.of(both, pooled, bytes) : List.of(both, pooled, bytes, all);
  }

  /** {@return the number of classes that {@code serve_bytes} outputs for each image} */
  public int top() {
    return Math.min(TOP, network.spec().classes());
  }

  /** {@return the variables that the functions capture; none where the weights are constants} */
  public List<VariableSpec> variables() {
    return hasVariables ? network.variables() : List.of();
  }

  /** {@return whether the bundle can be trained: its layers are Keras's, its weights variables} */
  public boolean isTrainable() {
    return network instanceof Network;
  }

  /** {@return the output that the Keras model returns} */
  public TensorSignature kerasOutput() {
    return output(modelOutput);
  }

  /** Returns the index of an output. */
  int index(String key) {
    return outputs.stream().map(TensorSignature::key).toList().indexOf(key);
  }

  /**
   * {@return the types of a call's inputs: the input tensor and one handle for each variable}
   *
   * @param input the tensor that the call takes
   */
  public List<DataType> inputTypes(TensorSignature input) {
    return Stream.concat(
            Stream.of(input.type()), variables().stream().map(variable -> DataType.DT_RESOURCE))
        .toList();
  }

  private TensorSignature output(String key) {
    return outputs.get(index(key));
  }

  private static TensorSignature batch(String key, OutputShape shape) {
    LongStream dimensions = shape.dimensions().stream().mapToLong(Integer::longValue);
    TensorShapeProto open =
        NodeAttributes.shape(LongStream.concat(LongStream.of(OPEN), dimensions).toArray());
    return TensorSignature.floats(key, open);
  }
}
