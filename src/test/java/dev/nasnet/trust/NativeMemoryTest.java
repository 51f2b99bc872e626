package dev.nasnet.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.data.DigitImages;
import dev.nasnet.inference.Classifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/**
 * Nothing native is left open: JavaCPP counts the natives that Java holds, and after a command that
 * was done before there are as many as before. Where Java's collector closes one that was
 * forgotten, the count would fall, not rise: it is not asked to collect. Tensors and sessions are
 * counted; TensorFlow Java's graphs are not, so that only {@link SoakTest} sees those.
 */
@Tag("slow")
class NativeMemoryTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "predict --model savedmodels/digits IMAGE",
        "verify savedmodels/digits",
        "evaluate --model savedmodels/digits --data folder:DATA",
        "export --preset cifar --spec 1@24 --stem-filters 6 --size 8 --random --out OUT",
        "export --preset cifar --spec 1@24 --stem-filters 6 --size 8 --random --optimize serving"
            + " --out OUT",
        "convert savedmodels/digits OUT.ckpt",
        "convert savedmodels/digits OUT.keras",
        "train --data folder:DATA --preset cifar --spec 1@24 --stem-filters 6 --size 8 --epochs 1"
            + " --batch 2 --threads 1 --out OUT",
        "predict --model savedmodels/digits savedmodels/README.md"
      })
  void aCommandLeavesNothingOpen(String command) throws IOException {
    Path image = Files.write(folder.resolve("image.png"), DigitImages.png(1).get(0));
    for (String name : List.of("0/1.png", "0/2.png", "0/3.png", "1/1.png", "1/2.png", "1/3.png")) {
      Path file = folder.resolve("data").resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(image, file);
    }
    int code = run(command, "first");
    long before = Pointer.totalCount();
    assertThat(run(command, "second")).isEqualTo(code);
    assertThat(Pointer.totalCount()).as(command).isLessThanOrEqualTo(before);
  }

  @Test
  void aClassifierLeavesNothingOpenWhenItsModelIsNone() {
    Runnable open = () -> CommandRun.of("predict", "--model", "src", "README.md");
    open.run();
    long before = Pointer.totalCount();
    open.run();
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before);
  }

  /** The control: each of these, left open, is seen. */
  @Test
  void whatIsLeftOpenIsSeen() {
    try (Graph warm = new Graph();
        Session session = new Session(warm);
        TFloat32 tensor = TFloat32.scalarOf(1)) {
      assertThat(session).isNotNull();
      assertThat(tensor).isNotNull();
    }
    long before = Pointer.totalCount();
    TFloat32 tensor = TFloat32.scalarOf(1);
    assertThat(Pointer.totalCount()).isGreaterThan(before);
    tensor.close();
    assertThat(Pointer.totalCount()).isEqualTo(before);
    Graph graph = new Graph();
    Session session = new Session(graph);
    assertThat(Pointer.totalCount()).isGreaterThan(before);
    session.close();
    graph.close();
    assertThat(Pointer.totalCount()).isEqualTo(before);
    Classifier classifier = Classifier.open(Path.of("savedmodels", "digits"));
    assertThat(Pointer.totalCount()).isGreaterThan(before);
    classifier.close();
    assertThat(Pointer.totalCount()).isEqualTo(before);
  }

  private int run(String command, String name) {
    String filled =
        command
            .replace("IMAGE", folder.resolve("image.png").toString())
            .replace("DATA", folder.resolve("data").toString())
            .replace("OUT", folder.resolve(name).toString());
    CommandRun run = CommandRun.of(filled.split(" "));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(command.contains("README") ? 1 : 0);
    return run.exitCode();
  }
}
