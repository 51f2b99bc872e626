package dev.nasnet.export.savedmodel;

import static dev.nasnet.export.graphdef.NodeAttributes.node;
import static dev.nasnet.export.graphdef.NodeAttributes.type;

import com.google.protobuf.ByteString;
import dev.nasnet.export.graphdef.NodeAttributes;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/**
 * Lets a function of encoded images take an empty batch. oneDNN's convolutions, which TensorFlow
 * uses by default on newer processors, refuse one; so an empty batch is replaced by one black
 * pixel, and the row of that pixel is removed from the outputs.
 */
final class EmptyBatchPadding {
  private static final String COUNT = "count:output:0";

  private final FunctionDef.Builder function;

  private EmptyBatchPadding(FunctionDef.Builder function) {
    this.function = function;
  }

  /**
   * Adds the nodes that fill an empty batch.
   *
   * @param function the function to add to
   * @param encoded the tensor of the batch, string {@code [N]}
   */
  static EmptyBatchPadding of(FunctionDef.Builder function, String encoded) {
    EmptyBatchPadding padding = new EmptyBatchPadding(function);
    padding.fill(encoded);
    return padding;
  }

  /** Returns the filled batch, string {@code [max(N, 1)]}. */
  String filled() {
    return "filled:output:0";
  }

  /**
   * Returns the rows of an output that belong to images: {@code [N, M]} of {@code [max(N, 1), M]}.
   */
  String rows(String output, DataType dtype, String name) {
    function.addNodeDef(
        node("Slice", name, output, "origin:output:0", "extent:output:0")
            .putAttr("T", type(dtype))
            .putAttr("Index", type(DataType.DT_INT32)));
    return name + ":output:0";
  }

  private void fill(String encoded) {
    AttrValue strings = type(DataType.DT_STRING);
    function.addNodeDef(
        node("Shape", "count", encoded)
            .putAttr("T", strings)
            .putAttr("out_type", type(DataType.DT_INT32)));
    function.addNodeDef(NodeAttributes.integerConstant("one", 1));
    function.addNodeDef(NodeAttributes.integerConstant("zero", 0));
    function.addNodeDef(integers("Sub", "missing", "one:output:0", COUNT));
    function.addNodeDef(integers("Maximum", "fillers", "missing:z:0", "zero:output:0"));
    function.addNodeDef(
        NodeAttributes.stringConstant("pixel", NodeAttributes.stringTensor(pixel())));
    function.addNodeDef(
        node("Fill", "filler", "fillers:z:0", "pixel:output:0")
            .putAttr("T", strings)
            .putAttr("index_type", type(DataType.DT_INT32)));
    function.addNodeDef(concatenation("filled", DataType.DT_STRING, encoded, "filler:output:0"));
    function.addNodeDef(NodeAttributes.integersConstant("origin", 0, 0));
    function.addNodeDef(NodeAttributes.integersConstant("all", -1));
    function.addNodeDef(concatenation("extent", DataType.DT_INT32, COUNT, "all:output:0"));
  }

  private static NodeDef.Builder integers(String op, String name, String one, String other) {
    return node(op, name, one, other).putAttr("T", type(DataType.DT_INT32));
  }

  private static NodeDef.Builder concatenation(
      String name, DataType dtype, String one, String other) {
    return node("ConcatV2", name, one, other, "zero:output:0")
        .putAttr("N", AttrValue.newBuilder().setI(2).build())
        .putAttr("T", type(dtype))
        .putAttr("Tidx", type(DataType.DT_INT32));
  }

  /** Returns a BMP, which is not compressed, so that its bytes are the same on every machine. */
  private static ByteString pixel() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(image, "bmp", out);
      return ByteString.copyFrom(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
