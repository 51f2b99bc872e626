package dev.nasnet.inference;

import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * One output of one of a bundle's signatures.
 *
 * @param input the name of the graph's tensor that takes images, float32 {@code [N, H, W, 3]}
 * @param output the name of the graph's tensor that answers, float32 {@code [N, columns]}
 * @param height the images', in pixels
 * @param width the images', in pixels
 * @param columns how many values an image has
 */
record OutputSpec(String input, String output, int height, int width, int columns) {
  static OutputSpec of(SignatureDef signature, String key) {
    TensorInfo image = signature.getInputsMap().values().iterator().next();
    TensorInfo answer = signature.getOutputsOrThrow(key);
    TensorShapeProto shape = image.getTensorShape();
    return new OutputSpec(
        image.getName(),
        answer.getName(),
        Math.toIntExact(shape.getDim(1).getSize()),
        Math.toIntExact(shape.getDim(2).getSize()),
        Math.toIntExact(answer.getTensorShape().getDim(1).getSize()));
  }
}
