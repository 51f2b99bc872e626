package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import dev.nasnet.architecture.ImageSize;
import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.architecture.Wiring;
import dev.nasnet.export.ExportCase;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Checkpoint;
import dev.nasnet.weights.KerasWeights;
import dev.nasnet.weights.NamedArray;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras → Java → Keras: every file of both Kerases, and not a bit lost on the way. */
@Tag("interop")
class KerasFilesTest {
  private static final int PIXELS = 32;
  private static final NasNetSpec TINY =
      NasNetSpec.of("1@96").toBuilder().size(ImageSize.square(PIXELS)).classes(3).build();
  private static final Network NETWORK = Network.of(TINY);
  private static final List<String> WHOLE =
      List.of(
          "keras3.keras",
          "keras3.h5",
          "keras3.weights.h5",
          "keras3_legacy.h5",
          "tf_keras.keras",
          "tf_keras.h5",
          "tf_keras.weights.h5",
          "tf_keras_legacy.h5",
          "fixed.h5",
          "split.h5",
          "gzip.h5",
          "renamed.h5");

  @TempDir private Path folder;

  @Test
  void whatKerasWroteComesThroughJavaAndBackBitForBit() throws IOException {
    Files.writeString(folder.resolve("spec.json"), new Gson().toJson(spec()));
    Python.run("keras_files.py", "make", folder);
    Weights truth =
        Checkpoint.read(folder.resolve("truth"), NETWORK.variables(), UnaryOperator.identity());
    WHOLE.forEach(file -> assertEqual(read(file), truth));
    partsComeThrough(truth);
    Weights read = read("tf_keras.keras");
    ExportCase.of(NETWORK, read).writeAnswers(folder);
    export(read, Format.KERAS, "java.keras");
    export(read, Format.H5, "java.h5");
    export(read, Format.WEIGHTS_H5, "java.weights.h5");
    export(read, Format.WEIGHTS_LEGACY_H5, "java_legacy.h5");
    assertThat(Python.run("keras_files.py", "judge", folder))
        .contains("files agree")
        .contains("keras java.keras: weights equal bit for bit")
        .contains("tf_keras java_legacy.h5 {'by_name': True}: weights equal bit for bit");
  }

  /** Without the top, under another head, and in a form that is refused with a cure. */
  private void partsComeThrough(Weights truth) {
    Weights headless = read("no_top.h5");
    assertThat(headless.names()).hasSize(truth.names().size() - 2).isSubsetOf(truth.names());
    Weights nested = read("nested.h5");
    assertThat(nested.names())
        .hasSize(truth.names().size())
        .contains("stem_conv1/kernel", "dense/kernel", "dense/bias")
        .doesNotContain("predictions/kernel");
    for (String name : headless.names()) {
      assertThat(headless.get(name).values()).isEqualTo(truth.get(name).values());
      assertThat(nested.get(name).values()).as(name).isEqualTo(truth.get(name).values());
    }
    assertThatThrownBy(() -> read("latest.h5"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("latest.h5) must be a readable HDF5 file; ")
        .hasMessageContaining("libver=\"latest\"");
  }

  private Weights read(String file) {
    return KerasWeights.read(folder.resolve(file), NETWORK);
  }

  private static void assertEqual(Weights found, Weights expected) {
    assertThat(found.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    for (NamedArray array : expected.arrays()) {
      assertThat(found.get(array.name()).shape()).isEqualTo(array.shape());
      assertThat(found.get(array.name()).values()).as(array.name()).isEqualTo(array.values());
    }
  }

  private void export(Weights weights, Format format, String name) {
    format.write(
        folder.resolve(name), new ExportModel(NETWORK, weights, List.of(), Map.of("seed", 7)));
  }

  private static Map<String, Object> spec() {
    return Map.of(
        "cells", TINY.cells(),
        "filters", TINY.penultimateFilters(),
        "stem", TINY.stemFilters(),
        "pixels", PIXELS,
        "skip", TINY.wiring() == Wiring.SKIP,
        "classes", TINY.classes());
  }
}
