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
 * Lets a function of encoded images answer a batch of none: oneDNN's convolutions, which TensorFlow
 * turns on by itself on newer processors, refuse an empty batch. In its stead one black pixel is
 * sent through the network, and its row is cut off.
 */
final class EmptyBatchPadding {
  private static final String COUNT = "count:output:0";

  private final FunctionDef.Builder function;

  private EmptyBatchPadding(FunctionDef.Builder function) {
    this.function = function;
  }

  /**
   * Adds what fills an empty batch.
   *
   * @param encoded string {@code [N]}
   */
  static EmptyBatchPadding of(FunctionDef.Builder function, String encoded) {
    EmptyBatchPadding none = new EmptyBatchPadding(function);
    none.fill(encoded);
    return none;
  }

  /** The filled batch, string {@code [max(N, 1)]}. */
  String filled() {
    return "filled:output:0";
  }

  /** An answer's rows that belong to images, {@code [N, M]} of {@code [max(N, 1), M]}. */
  String rows(String answer, DataType dtype, String name) {
    function.addNodeDef(
        node("Slice", name, answer, "origin:output:0", "extent:output:0")
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

  /** A BMP: it has no compression, so its bytes are the same everywhere. */
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
