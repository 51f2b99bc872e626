package dev.nasnet.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.Dialect;
import dev.nasnet.architecture.Head;
import dev.nasnet.architecture.HeadActivation;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.PoolPadding;
import dev.nasnet.architecture.Pooling;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.interop.Python;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TensorFlow's own converter judges LiteRT files: its file of the same network's bundle. */
@Tag("interop")
class LiteRtConverterTest {
  private static final NasNetSpec KERAS = ExportCase.ODD;

  @TempDir private Path folder;
  private final List<Path> cases = new ArrayList<>();

  @Test
  void filesComputeWhatTensorFlowsConverterWrites() throws IOException {
    add("keras", KERAS, KERAS);
    add("timm", KERAS.toBuilder().poolPadding(PoolPadding.TIMM).build());
    add("slim", slim(Wiring.SKIP));
    add("slim-direct", slim(Wiring.DIRECT));
    add("sigmoid", ExportCase.SMALL.toBuilder().activation(HeadActivation.SIGMOID).build());
    add("linear", ExportCase.SMALL.toBuilder().logits().build());
    for (Pooling pooling : Pooling.values()) {
      add("features-" + pooling, ExportCase.SMALL.toBuilder().noTop(pooling).build());
    }
    add("wrong-padding", KERAS, KERAS.toBuilder().poolPadding(PoolPadding.SAME).build());
    add("wrong-epsilon", KERAS, KERAS.toBuilder().batchNormEpsilon(2e-3).build());
    assertThat(Python.run("litert_converter.py", cases.toArray()))
        .contains("TensorFlow's converter agrees");
  }

  private static NasNetSpec slim(Wiring wiring) {
    return KERAS.toBuilder()
        .dialect(Dialect.SLIM)
        .poolPadding(PoolPadding.SAME)
        .wiring(wiring)
        .build();
  }

  private void add(String name, NasNetSpec spec) throws IOException {
    add(name, spec, spec);
  }

  /** Writes the bundle of a network, and the LiteRT file of a network with the same weights. */
  private void add(String name, NasNetSpec spec, NasNetSpec written) throws IOException {
    ExportCase one = ExportCase.of(spec);
    if (spec.head() instanceof Head.Classifier) {
      one = one.moderate();
    }
    Path target = Files.createDirectory(folder.resolve(name));
    one.writeAnswers(target);
    Format.SAVED_MODEL.write(target.resolve("bundle"), one.artefact());
    Format.LITERT.write(
        target.resolve("model.tflite"),
        new ExportModel(Network.of(written), one.weights(), List.of(), Map.of("seed", 7)));
    cases.add(target);
  }
}
