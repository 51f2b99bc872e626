package dev.nasnet.export.graphdef;

import java.util.List;
import org.tensorflow.proto.SignatureDef;

/**
 * One way to ask the bundle, as TensorFlow Serving and Python's {@code model.signatures} know it.
 *
 * @param name such as {@code serving_default}
 * @param input the one tensor that it takes
 * @param outputs in ascending order of their keys: Python flattens a signature's outputs so, and
 *     another order would swap the values
 * @param call the main graph's node that runs it
 */
public record Signature(
    String name, TensorSignature input, List<TensorSignature> outputs, String call) {
  /** The op that calls a bundle's function, and the name of the first such node. */
  public static final String CALL = "StatefulPartitionedCall";

  /** The name of the main graph's node through which the input comes. */
  public String placeholder() {
    return name + "_" + input.key();
  }

  /** Returns this signature as a SavedModel states it. */
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
