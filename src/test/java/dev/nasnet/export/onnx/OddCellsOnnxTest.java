package dev.nasnet.export.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.nasnet.architecture.CellSet;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.weights.NamedArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime judges networks of cells that Keras does not have, all operations among them. */
class OddCellsOnnxTest {
  private static final double TOLERANCE = 1e-5;
  private static final int CLASSES = 10;

  @TempDir Path folder;

  static Stream<NasNetSpec> specs() {
    CellSet odd = CellSet.read(Path.of("src/test/resources/cells/odd.json"));
    CellSet listed = CellSet.read(Path.of("src/test/resources/cells/listed.json"));
    NasNetSpec tiny = NasNetSpec.of("1@96").toBuilder().stemFilters(8).classes(CLASSES).build();
    NasNetSpec pnasNet =
        NasNetSpec.pnasNetMobile().toBuilder()
            .notation("1@80")
            .stemFilters(8)
            .classes(CLASSES)
            .build();
    return Stream.of(
        tiny.toBuilder().cellSet(odd).size(ImageSize.of("33x40")).build(),
        NasNetSpec.cifar().toBuilder().cellSet(listed).build(),
        pnasNet.toBuilder().size(ImageSize.of("47x40")).build());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theProbabilitiesAreThePlainNetworks(NasNetSpec spec) throws IOException, OrtException {
    OnnxCase one = OnnxCase.of(spec);
    Path file = one.write(folder.resolve("a.onnx"), OnnxOptions.STANDARD);
    NamedArray images = one.images(3);
    float[] logits = Objects.requireNonNull(OnnxCase.run(file, images).get("logits"));
    assertThat(
            OnnxCase.relative(
                OnnxCase.logProbabilities(logits, CLASSES),
                OnnxCase.logProbabilities(one.plain(images).values(), CLASSES)))
        .isLessThan(TOLERANCE);
    assertThat(OnnxFile.verify(file))
        .allMatch(output -> output.difference() <= output.tolerance() * output.scale());
  }
}
