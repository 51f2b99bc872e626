package dev.nasnet.export;

import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.OutputShape;
import dev.nasnet.architecture.VariableSpec;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What stands between the network and its callers: the names and shapes of what it takes and gives.
 *
 * @param network the inference network
 * @param image the image's shape, {@code [-1, H, W, 3]}
 * @param outputs what the signature gives, float32, in ascending order of their keys: Python
 *     flattens a signature's outputs so, and another order would swap the values
 * @param modelOutput the key of the one that is the Keras model's output
 */
record Endpoint(Network network, TensorShapeProto image, List<Output> outputs, String modelOutput) {
  static final String IMAGE = "image";
  static final String LOGITS = "logits";
  static final String PROBABILITIES = "probabilities";
  static final String FEATURES = "features";

  /** One tensor that the signature gives. */
  record Output(String key, TensorShapeProto shape) {}

  static Endpoint of(Network network) {
    TensorShapeProto shape = batch(network.output().output());
    TensorShapeProto image = batch(network.input().output());
    if (network.spec().head() instanceof Head.Classifier classifier) {
      List<Output> outputs = List.of(new Output(LOGITS, shape), new Output(PROBABILITIES, shape));
      return new Endpoint(network, image, outputs, classifier.softmax() ? PROBABILITIES : LOGITS);
    }
    return new Endpoint(network, image, List.of(new Output(FEATURES, shape)), FEATURES);
  }

  List<VariableSpec> variables() {
    return network.variables();
  }

  /** The one that is the Keras model's output. */
  Output model() {
    return outputs.get(modelIndex());
  }

  int modelIndex() {
    return outputs.stream().map(Output::key).toList().indexOf(modelOutput);
  }

  private static TensorShapeProto batch(OutputShape shape) {
    LongStream dimensions = shape.dimensions().stream().mapToLong(Integer::longValue);
    return Attributes.shape(LongStream.concat(LongStream.of(-1), dimensions).toArray());
  }

  /** The types of a call's inputs: the image and a handle a variable. */
  List<org.tensorflow.proto.DataType> inputTypes() {
    return Stream.concat(
            Stream.of(org.tensorflow.proto.DataType.DT_FLOAT),
            variables().stream().map(variable -> org.tensorflow.proto.DataType.DT_RESOURCE))
        .toList();
  }
}
