package dev.nasnet.export.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.nasnet.architecture.Network;
import dev.nasnet.data.DigitImages;
import dev.nasnet.export.ExportCase;
import dev.nasnet.export.Format;
import dev.nasnet.export.model.ExportModel;
import dev.nasnet.export.model.SampleImage;
import dev.nasnet.interop.Python;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle; {@code ConsumersTest} asks one in every program that takes it. */
class SavedModelWriterTest {
  private static final List<SampleImage> SAMPLES =
      List.of(new SampleImage("digit", ByteString.copyFrom(DigitImages.png(1).get(0))));

  @TempDir Path folder;

  @Test
  void twoExportsAreEqualByteForByteAndNumberedOnward() throws IOException {
    Network network = Network.of(ExportCase.SMALL);
    Weights weights = Weights.random(network, 1);
    Path first = write(network, weights);
    Path second = write(network, weights);
    assertThat(first).isEqualTo(folder.resolve("model/1"));
    assertThat(second).isEqualTo(folder.resolve("model/2"));
    try (var files = Files.walk(first)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(second.resolve(first.relativize(file))).hasSameBinaryContentAs(file);
      }
    }
  }

  @Test
  void wrongClassNamesAreRefused() {
    Network network = Network.of(ExportCase.SMALL);
    Weights weights = Weights.random(network, 1);
    assertThatThrownBy(() -> new ExportModel(network, weights, List.of("a"), Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("class names (1) must be");
  }

  @Tag("interop")
  @Test
  void pythonLoadsAndTrainsWhatJavaWrote() throws IOException {
    List<Path> heads = new ArrayList<>();
    for (String head : ExportCase.HEADS) {
      Path data = Files.createDirectory(folder.resolve(head));
      ExportCase exported = ExportCase.ofHead(head);
      Format.SAVED_MODEL.write(data.resolve("bundle"), exported.artefact());
      exported.writeAnswers(data);
      exported.writeFacts(data);
      heads.add(data);
    }
    assertThat(Python.run("verify_bundle.py", heads.toArray()))
        .contains("softmax", "logits", "features", "bundle agrees");
  }

  private Path write(Network network, Weights weights) {
    List<String> names = List.of("ant", "bee", "cat");
    return Format.SAVED_MODEL.write(
        folder.resolve("model"),
        new ExportModel(network, weights, names, Map.of("seed", 7), SAMPLES));
  }
}
