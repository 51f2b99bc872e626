package dev.nasnet.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nasnet.cli.CommandRun;
import dev.nasnet.data.DataSource;
import dev.nasnet.inference.Classifier;
import dev.nasnet.internal.files.AtomicWrites;
import dev.nasnet.problem.FailureException;
import dev.nasnet.problem.InvalidInputException;
import dev.nasnet.run.RunFolder;
import dev.nasnet.weights.KerasWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Bombs, changed graphs, and ways out of archives and folders. */
class HostileFoldersTest {
  private static final Path DIGITS = Path.of("savedmodels", "digits", "1");

  @TempDir private Path folder;

  /** 4 billion pixels in 200 bytes. */
  @Test
  void anImageThatLiesAboutItsSizeIsNeverDecoded() throws IOException {
    Path bomb = Files.write(folder.resolve("bomb.png"), bomb());
    try (Classifier classifier = Classifier.open(DIGITS)) {
      assertThatThrownBy(() -> classifier.classify(bomb, 1))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContainingAll("bomb.png", "claims 65535 x 65535 pixels", "`maxPixels`");
    }
    for (String name : List.of("a", "b")) {
      Path of = Files.createDirectories(folder.resolve("data").resolve(name));
      Files.write(of.resolve("good.png"), Seeds.image("png"));
      Files.write(of.resolve("other.png"), Seeds.image("png"));
    }
    String data = "folder:" + folder.resolve("data");
    assertThat(evaluate(data)).doesNotContain("pixels");
    assertThat(evaluate(data, "--max-pixels", "62"))
        .contains("claims 9 x 7 pixels, more than the limit of 62 (--max-pixels)");
    Files.write(folder.resolve("data/a/bomb.png"), bomb());
    assertThat(evaluate(data)).contains("bomb.png claims 65535 x 65535 pixels");
    assertThatThrownBy(() -> DataSource.parse(data)).hasMessageContaining("bomb.png claims");
  }

  /** Its header and its end are sound. */
  @Test
  void anImageThatCannotBeDecodedIsNamedByEachCommand() throws IOException {
    for (String name : List.of("a/1.png", "a/2.png", "b/1.png", "b/2.png")) {
      Path file = folder.resolve("data").resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, Seeds.image("png"));
    }
    byte[] damaged = Seeds.image("png");
    for (int at = 41; at < damaged.length - 20; at++) {
      damaged[at] = 0;
    }
    for (String name : List.of("a/1.png", "a/2.png")) {
      Files.write(folder.resolve("data").resolve(name), Seals.png(damaged));
    }
    String of = "--data folder:" + folder.resolve("data");
    // Before the first step a bad image is wrong input; what meets it later fails.
    Map<String, Integer> commands =
        Map.of(
            "train --preset cifar --spec 1@24 --stem-filters 6 --size 8 --batch 2 --epochs 1 --out "
                + folder.resolve("run"),
            2,
            "augment --rows 1 --columns 2 --size 8 --out " + folder.resolve("sheet.png"),
            1);
    for (String command : commands.keySet()) {
      CommandRun run = CommandRun.of((command + " " + of).split(" "));
      assertThat(run.exitCode()).as(run.err()).isEqualTo(commands.get(command));
      assertThat(run.err().strip()).contains(".png cannot be decoded").doesNotContain("\n");
    }
  }

  @Test
  void aChangedGraphIsNotLoaded() throws IOException {
    Path bundle = folder.resolve("1");
    try (Stream<Path> paths = Files.walk(DIGITS)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(path, bundle.resolve(DIGITS.relativize(path).toString()));
      }
    }
    byte[] graph = Files.readAllBytes(bundle.resolve("saved_model.pb"));
    graph[graph.length / 2] ^= 1;
    Files.write(bundle.resolve("saved_model.pb"), graph);
    assertThatThrownBy(() -> Classifier.open(bundle))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("saved_model.pb is not what was written");
  }

  /** The archive's other names are not even looked at. */
  @Test
  void noNameInAnArchiveIsFollowed() throws IOException {
    Path archive = folder.resolve("in").resolve("evil.keras");
    Files.createDirectories(archive.getParent());
    Path sound = Files.write(folder.resolve("sound.keras"), Seeds.resource("keras.keras"));
    byte[] weights;
    try (ZipFile zip = new ZipFile(sound.toFile())) {
      weights = zip.getInputStream(zip.getEntry("model.weights.h5")).readAllBytes();
    }
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (String name : List.of("../out.txt", folder + "/absolute.txt", "model.weights.h5")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(weights);
      }
    }
    assertThat(KerasWeights.read(archive, Seeds.NETWORK).names()).isNotEmpty();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(archive.getParent(), sound);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aRunsLinksAreNotFollowedNorWhatTheyLeadToDeleted() throws IOException {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.write(outside.resolve("state.json"), Seeds.stateJson().get(0));
    Path checkpoints = Files.createDirectories(folder.resolve("run").resolve("checkpoints"));
    Path link = Files.createSymbolicLink(checkpoints.resolve("epoch-1"), outside);
    RunFolder run = new RunFolder(folder.resolve("run"));
    assertThatThrownBy(run::best)
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("epoch-1 is a link");
    AtomicWrites.deleteTree(link);
    assertThat(outside.resolve("state.json")).exists();
    Path entry = Files.createDirectory(checkpoints.resolve("epoch-1"));
    Files.createSymbolicLink(entry.resolve("state.json"), outside.resolve("state.json"));
    assertThatThrownBy(run::best).hasMessageContaining("state.json is a link");
  }

  private static String evaluate(String data, String... more) {
    List<String> all = new java.util.ArrayList<>(List.of("evaluate", "--model", DIGITS.toString()));
    all.addAll(List.of("--data", data));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(String[]::new)).err();
  }

  private static byte[] bomb() {
    byte[] png = Seeds.image("png");
    ByteBuffer.wrap(png).putInt(16, 65535).putInt(20, 65535);
    return Seals.png(png);
  }
}
