package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.export.bfloat16.Bfloat16Deviation;
import dev.nasnet.export.graphdef.ReferenceOutputs;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.NamedArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** What computes in bfloat16 answers nearly as float32, by the same signatures. */
@Tag("slow")
class Bfloat16ExportTest {
  /** Relative L2 of features and logits; measured: 2.2e-3 to 7.1e-3. */
  private static final double MOST = 0.02;

  /** Float32's own rounding is below 1e-6. */
  private static final double LEAST = 1e-4;

  @TempDir Path folder;

  static Stream<String> cases() {
    return specs().keySet().stream();
  }

  private static Map<String, NasNetSpec> specs() {
    NasNetSpec even = NasNetSpec.of("1@96").toBuilder().size(ImageSize.square(32)).build();
    Map<String, NasNetSpec> specs = new LinkedHashMap<>();
    for (Wiring wiring : Wiring.values()) {
      specs.put("even_" + wiring, even.toBuilder().wiring(wiring).build());
    }
    specs.put("odd", ExportCase.ODD);
    specs.put("logits", ExportCase.SMALL.toBuilder().logits().build());
    for (Pooling pooling : Pooling.values()) {
      specs.put("features_" + pooling, ExportCase.SMALL.toBuilder().noTop(pooling).build());
    }
    return specs;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everySignatureAnswersNearlyAsFloat32(String name) throws IOException {
    ExportCase exported = ExportCase.of(Objects.requireNonNull(specs().get(name))).moderate();
    Path version =
        Format.SAVED_MODEL.write(
            folder.resolve("model"), exported.artefact().forServingInBfloat16());
    requireBfloat16(functionsOf(version));
    Map<String, NamedArray> expected = new TreeMap<>();
    ReferenceOutputs.arrays(exported.network(), exported.weights())
        .forEach(a -> expected.put(a.name(), a));
    try (SavedModelBundle bundle = SavedModelBundle.load(version.toString(), "serve")) {
      for (SignatureDef signature : bundle.metaGraphDef().getSignatureDefMap().values()) {
        signature
            .getOutputsMap()
            .values()
            .forEach(info -> assertThat(info.getDtype()).isNotEqualTo(DataType.DT_BFLOAT16));
        if (signature.containsInputs("image")) {
          assertThat(signature.getInputsOrThrow("image").getDtype()).isEqualTo(DataType.DT_FLOAT);
          answers(bundle.session(), signature, get(expected, "image"))
              .forEach(found -> assertNear(found, get(expected, found.name())));
        }
      }
    }
  }

  @Test
  void theSameWeightsGiveTheSameBytes() throws IOException {
    ExportModel artefact = ExportCase.of(ExportCase.SMALL).artefact();
    Path model = folder.resolve("model");
    Path first = Format.SAVED_MODEL.write(model, artefact.forServingInBfloat16());
    Path second = Format.SAVED_MODEL.write(model, artefact.forServingInBfloat16());
    assertThat(second.resolve("manifest.sha256"))
        .hasSameTextualContentAs(first.resolve("manifest.sha256"));
    Path one = Format.FROZEN.write(folder.resolve("a.pb"), artefact.forServingInBfloat16());
    Path other = Format.FROZEN.write(folder.resolve("b.pb"), artefact.forServingInBfloat16());
    assertThat(other).hasSameBinaryContentAs(one);
    List<NodeDef> nodes = GraphDef.parseFrom(Files.readAllBytes(one)).getNodeList();
    requireBfloat16(nodes);
    assertThat(nodes)
        .filteredOn(node -> List.of("image", "logits", "probabilities").contains(node.getName()))
        .hasSize(3)
        .allMatch(node -> node.toString().contains("DT_FLOAT"));
    assertThat(nodes)
        .filteredOn(node -> node.getOp().equals("Const"))
        .filteredOn(node -> node.getAttrOrThrow("dtype").getType() == DataType.DT_FLOAT)
        .extracting(NodeDef::getName)
        .containsExactlyInAnyOrder("predictions.kernel", "predictions.bias");
  }

  @Test
  void layersToTrainOnAreFloat32() {
    ExportModel plain = ExportCase.of(ExportCase.SMALL).artefact();
    Optional<Bfloat16Deviation> rounding =
        Optional.of(new Bfloat16Deviation(new TreeMap<>(Map.of("logits", 0.01))));
    assertThatThrownBy(
            () ->
                new ExportModel(
                    plain.network(), plain.weights(), List.of(), Map.of(), List.of(), rounding))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("precision (bfloat16)");
  }

  @Test
  void anOutputMayBeAsFarOffAsWhatItFollowsFrom() {
    Map<String, Double> deviations =
        Map.of("features", 0.011, "logits", 0.004, "probabilities", 0.03);
    assertThat(new Bfloat16Deviation(new TreeMap<>(deviations)).tolerances())
        .containsExactly(
            Map.entry("features", 0.044),
            Map.entry("logits", 0.044),
            Map.entry("probabilities", 0.12));
  }

  @Tag("interop")
  @Test
  void pythonAnswersNearlyAsFloat32() throws IOException {
    List<Object> heads = new ArrayList<>(List.of(LEAST, MOST));
    for (String head : ExportCase.HEADS) {
      Path data = Files.createDirectory(folder.resolve(head));
      ExportModel artefact = ExportCase.ofHead(head).moderate().artefact();
      Format.SAVED_MODEL.write(data.resolve("float32"), artefact.forServing());
      Format.SAVED_MODEL.write(data.resolve("bfloat16"), artefact.forServingInBfloat16());
      Format.FROZEN.write(data.resolve("frozen.pb"), artefact.forServingInBfloat16());
      heads.add(data);
    }
    assertThat(Python.run("verify_bfloat16.py", heads.toArray()))
        .contains("softmax", "logits", "features", "bfloat16 bundle agrees");
    String script = Path.of("scripts", "verify.py").toAbsolutePath().toString();
    Path sound = folder.resolve("softmax/bfloat16");
    assertThat(Python.run(script, sound)).contains("serving_default logits");
    assertThatThrownBy(() -> Python.run(script, sound, "1e-4"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("differs from its reference outputs");
  }

  private static NamedArray get(Map<String, NamedArray> arrays, String name) {
    return Objects.requireNonNull(arrays.get(name));
  }

  private static void assertNear(NamedArray found, NamedArray expected) {
    assertThat(found.shape()).isEqualTo(expected.shape());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.values().length; i++) {
      difference += Math.pow(found.values()[i] - expected.values()[i], 2);
      norm += Math.pow(expected.values()[i], 2);
    }
    double relative = Math.sqrt(difference / norm);
    if (!found.name().equals("probabilities")) {
      assertThat(relative).as(found.name()).isBetween(LEAST, MOST);
    }
  }

  private static void requireBfloat16(List<NodeDef> nodes) {
    assertThat(nodes)
        .filteredOn(node -> node.getOp().contains("Conv2"))
        .hasSizeGreaterThan(50)
        .allMatch(node -> node.getAttrOrThrow("T").getType() == DataType.DT_BFLOAT16);
    assertThat(nodes)
        .filteredOn(node -> node.getOp().equals("Cast"))
        .hasSize(2)
        .allMatch(node -> node.getInputCount() == 1);
    assertThat(nodes)
        .filteredOn(node -> List.of("Mean", "Max", "MatMul", "Softmax").contains(node.getOp()))
        .allMatch(node -> node.getAttrOrThrow("T").getType() == DataType.DT_FLOAT);
  }

  private static List<NodeDef> functionsOf(Path version) throws IOException {
    byte[] bytes = Files.readAllBytes(version.resolve("saved_model.pb"));
    return SavedModel.parseFrom(bytes)
        .getMetaGraphs(0)
        .getGraphDef()
        .getLibrary()
        .getFunctionList()
        .stream()
        .filter(function -> function.getSignature().getName().contains("_answer_"))
        .flatMap(function -> function.getNodeDefList().stream())
        .toList();
  }

  private static List<NamedArray> answers(
      Session session, SignatureDef signature, NamedArray image) {
    List<String> keys = List.copyOf(signature.getOutputsMap().keySet());
    try (TFloat32 input =
        TFloat32.tensorOf(Shape.of(image.dimensions()), DataBuffers.of(image.values()))) {
      Session.Runner runner =
          session.runner().feed(signature.getInputsOrThrow("image").getName(), input);
      keys.forEach(key -> runner.fetch(signature.getOutputsOrThrow(key).getName()));
      try (Result result = runner.run()) {
        return keys.stream()
            .map(key -> Checkpoint.array(key, (TFloat32) result.get(keys.indexOf(key))))
            .toList();
      }
    }
  }
}
