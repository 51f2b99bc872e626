package dev.nasnet.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.export.int8.ModelContent;
import dev.nasnet.export.onnx.proto.GraphProto;
import dev.nasnet.export.onnx.proto.ModelProto;
import dev.nasnet.export.onnx.proto.NodeProto;
import dev.nasnet.export.onnx.proto.StringStringEntryProto;
import dev.nasnet.export.onnx.proto.TensorProto;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {
  private static final NasNetSpec TINY =
      NasNetSpec.cifar().toBuilder()
          .notation("1@24")
          .stemFilters(6)
          .size(ImageSize.square(16))
          .classes(3)
          .build();

  private static final OnnxOptions FLOAT16 =
      new OnnxOptions(
          OnnxOptions.Precision.FLOAT16, OnnxOptions.Input.FLOAT32, OnnxOptions.Layout.NHWC, false);

  @TempDir Path folder;

  @Test
  void theSameModelGivesTheSameBytesAndIsNeverOverwritten() throws IOException {
    OnnxCase one = OnnxCase.of(TINY);
    Path first = one.write(folder.resolve("a.onnx"), OnnxOptions.STANDARD);
    assertThat(one.write(folder.resolve("b.onnx"), OnnxOptions.STANDARD))
        .hasSameBinaryContentAs(first);
    assertThatThrownBy(() -> one.write(first, OnnxOptions.STANDARD))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theGraphIsLeanAndHasKerasNames() throws IOException {
    ModelProto model =
        read(OnnxCase.of(TINY).write(folder.resolve("a.onnx"), OnnxOptions.STANDARD));
    GraphProto graph = model.getGraph();
    assertThat(graph.getNodeList())
        .extracting(NodeProto::getOpType)
        .doesNotContain("Identity", "Pad", "BatchNormalization", "Dropout", "Constant");
    assertThat(graph.getNodeList().stream().filter(n -> n.getOpType().equals("Transpose")))
        .extracting(NodeProto::getName)
        .containsExactly("image/nchw");
    assertThat(graph.getNodeList())
        .extracting(NodeProto::getName)
        .contains("stem_conv1", "predictions")
        .doesNotHaveDuplicates();
    assertThat(graph.getInitializerList())
        .extracting(TensorProto::getName)
        .contains("stem_conv1/kernel", "stem_conv1/bias", "predictions/kernel")
        .doesNotHaveDuplicates();
    assertThat(metadata(model)).containsKeys("provenance", "weights_sha256", "reference");
    assertThat(metadata(model).get("provenance")).contains("\"spec\":", "\"seed\":11");
    assertThat(model.getDocString()).contains(metadata(model).get("weights_sha256"));
  }

  /** Whatever a program may change in a file, without the file's proof. */
  @Test
  void aFileVerifiesItselfUntilItIsChanged() throws IOException {
    Path file = OnnxCase.of(TINY).write(folder.resolve("a.onnx"), OnnxOptions.STANDARD);
    assertThat(OnnxFile.verify(file))
        .extracting(OnnxDifference::output)
        .containsExactly("logits", "probabilities");
    assertThat(OnnxFile.verify(file))
        .allMatch(one -> one.difference() <= one.tolerance() * one.scale());
    assertRefused(file, "weights", model -> weight(model).setRawData(zeros(weight(model))));
    assertRefused(file, "kind", model -> node(model, "Relu").setOpType("Elu"));
    assertRefused(file, "cannot", model -> node(model, "Conv").setInput(1, "none"));
    assertRefused(
        file, "attribute", model -> node(model, "Conv").getAttributeBuilder(0).setName("x"));
    ModelProto.Builder changed = read(file).toBuilder();
    node(changed, "AveragePool").setOpType("MaxPool");
    Path other = write("pool.onnx", changed);
    assertThat(OnnxFile.verify(other))
        .anyMatch(one -> one.difference() > one.tolerance() * one.scale());
    ModelProto.Builder bare = read(file).toBuilder().clearMetadataProps();
    assertThatThrownBy(() -> OnnxFile.verify(write("bare.onnx", bare)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("reference");
    Path cut = folder.resolve("cut.onnx");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> OnnxFile.verify(cut)).isInstanceOf(FailureException.class);
  }

  @Test
  void float16HasHalfTheBytesAndSaysHowFarItIsOff() throws IOException {
    OnnxCase one = OnnxCase.of(TINY.toBuilder().notation("1@192").build());
    Path whole = one.write(folder.resolve("a.onnx"), OnnxOptions.STANDARD);
    Path half = one.write(folder.resolve("b.onnx"), FLOAT16);
    assertThat(Files.size(half)).isLessThan(Files.size(whole) * 2 / 3);
    assertThat(metadata(read(half)).get("provenance"))
        .contains("\"precision\":\"float16\"", "\"deviation\":{\"logits\":", "\"tolerance\":");
    assertThat(OnnxFile.verify(half))
        .allMatch(output -> output.difference() <= output.tolerance() * output.scale())
        .allMatch(output -> output.tolerance() > 1e-4 && output.tolerance() < 0.1);
  }

  @Test
  void whatFloat16CannotHoldIsRefused() {
    Network network = Network.of(TINY).forInference();
    Weights weights = scaled(Weights.random(network, 1), "stem_conv1/kernel", 1e9f);
    ModelContent large = new ModelContent(network, weights, List.of(), Map.of());
    assertThatThrownBy(() -> OnnxFile.write(folder.resolve("a.onnx"), large, FLOAT16))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("stem_conv1/kernel");
    Weights steep = scaled(Weights.random(network, 1), "stem_bn1/gamma", 5e4f);
    ModelContent overflowing = new ModelContent(network, steep, List.of(), Map.of());
    assertThatThrownBy(() -> OnnxFile.write(folder.resolve("a.onnx"), overflowing, FLOAT16))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("overflows");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anotherNameAndATrainingNetworkAreRefused() {
    OnnxCase one = OnnxCase.of(TINY);
    assertThatThrownBy(() -> one.write(folder.resolve("a.pb"), OnnxOptions.STANDARD))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("must end with .onnx");
    Network training = Network.of(NasNetSpec.cifar().toBuilder().auxiliaryHead(true).build());
    Weights weights = Weights.random(training, 1);
    assertThatThrownBy(() -> new ModelContent(training, weights, List.of(), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("forInference");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theExampleClassifies() throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(TINY);
    Path file = folder.resolve("a.onnx");
    OnnxOptions bytes =
        new OnnxOptions(
            OnnxOptions.Precision.FLOAT32, OnnxOptions.Input.UINT8, OnnxOptions.Layout.NHWC, false);
    List<String> labels = List.of("cat", "dog", "owl");
    OnnxFile.write(file, new ModelContent(one.network(), one.weights(), labels, Map.of()), bytes);
    try (OnnxRuntimeExample example = new OnnxRuntimeExample(file)) {
      for (int count = 1; count < 5; count++) {
        NamedArray images = one.images(count);
        assertThat(example.classify(picture(images)))
            .isEqualTo(labels.get(largest(one.plain(images).values())));
      }
    }
  }

  private static BufferedImage picture(NamedArray images) {
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | Math.round((images.values()[i * 3 + c] + 1) * 127.5f);
      }
      picture.setRGB(i % 16, i / 16, rgb);
    }
    return picture;
  }

  /** Of the first row of three. */
  private static int largest(float[] logits) {
    int best = 0;
    for (int i = 1; i < 3; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private void assertRefused(Path file, String why, Consumer<ModelProto.Builder> change)
      throws IOException {
    ModelProto.Builder model = read(file).toBuilder();
    change.accept(model);
    Path changed = write(why + ".onnx", model);
    assertThatThrownBy(() -> OnnxFile.verify(changed))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("not as it was written")
        .hasMessageContaining(why);
  }

  private Path write(String name, ModelProto.Builder model) throws IOException {
    return Files.write(folder.resolve(name), model.build().toByteArray());
  }

  private static ModelProto read(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  private static TensorProto.Builder weight(ModelProto.Builder model) {
    return model.getGraphBuilder().getInitializerBuilder(0);
  }

  private static com.google.protobuf.ByteString zeros(TensorProto.Builder tensor) {
    return com.google.protobuf.ByteString.copyFrom(new byte[tensor.getRawData().size()]);
  }

  private static NodeProto.Builder node(ModelProto.Builder model, String kind) {
    return model.getGraphBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOpType().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> metadata(ModelProto model) {
    return model.getMetadataPropsList().stream()
        .collect(
            Collectors.toMap(StringStringEntryProto::getKey, StringStringEntryProto::getValue));
  }

  private static Weights scaled(Weights weights, String name, float factor) {
    List<NamedArray> arrays = new ArrayList<>();
    for (NamedArray array : weights.arrays()) {
      float[] values = array.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] *= array.name().equals(name) ? factor : 1;
      }
      arrays.add(new NamedArray(array.name(), array.shape(), values));
    }
    return Weights.of(arrays);
  }
}
