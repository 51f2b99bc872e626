package dev.nasnet.export.graphdef;

import java.util.List;
import org.tensorflow.proto.SignatureDef;

/**
 * One signature of a bundle, as TensorFlow Serving and Python's {@code model.signatures} list it.
 *
 * @param name the signature's name, such as {@code serving_default}
 * @param input the input tensor
 * @param outputs the output tensors in ascending order of their keys, the order in which Python
 *     flattens them
 * @param call the name of the main graph's node that runs the signature
 */
public record Signature(
    String name, TensorSignature input, List<TensorSignature> outputs, String call) {
  /** The op that calls a function of the bundle, and the name of the first such node. */
  public static final String CALL = "StatefulPartitionedCall";

  /** {@return the name of the main graph's placeholder for the input} */
  public String placeholder() {
    return name + "_" + input.key();
  }

  /** {@return this signature as a SavedModel states it} */
  public SignatureDef define() {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putInputs(input.key(), input.info(placeholder(), 0));
    for (int i = 0; i < outputs.size(); i++) {
      signature.putOutputs(outputs.get(i).key(), outputs.get(i).info(call, i));
    }
    return signature.build();
  }
}
