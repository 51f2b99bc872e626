package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.pretrained.SmallStore;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The word imagenet in the commands, with small files in the place of Keras's. */
@Tag("slow")
class PretrainedCommandsTest {
  private static final String[] SMALL = {"--spec", "1@96", "--stem-filters", "8", "--size", "32"};

  @TempDir Path folder;

  private SmallStore store;

  @BeforeEach
  void start() {
    store = new SmallStore(folder.resolve("keras"));
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void aBundleHasNamesAndIdsAndPredictsNames() throws IOException {
    Path out = folder.resolve("bundle");
    CommandRun export = small("export", "--weights", "imagenet", "--classes", "5", "--out", out);
    assertThat(export.exitCode()).as(export.err()).isZero();
    assertThat(export.err().lines())
        .hasSize(4)
        .first()
        .asString()
        .matches("nasnet: downloading http://127.0.0.1:\\d+/NASNet-small.h5 to .*small.h5");
    assertThat(out.resolve("1/assets/labels.txt"))
        .hasContent("tench\ncrane\nsock\ncrane\ntiger_shark");
    assertThat(out.resolve("1/assets/wordnet_ids.txt"))
        .hasContent("n00000000\nn00000001\nn00000002\nn00000003\nn00000004");
    assertThat(out.resolve("1/assets.extra/provenance.json"))
        .content()
        .contains("\"weights\": \"imagenet\"", "NASNet-small.h5", "\"weightsMd5\"");
    assertThat(CommandRun.of("verify", out.toString()).exitCode()).isZero();
    Path data = images(List.of("n00000004", "n00000001"), 2);
    CommandRun predict =
        CommandRun.of(
            "predict", "--model", out.toString(), data.resolve("n00000001/0.png").toString());
    assertThat(predict.out()).contains(" %  tiger_shark", " %  crane", " %  sock");
    CommandRun evaluate =
        CommandRun.of(
            "evaluate", "--model", out.toString(), "--data", "folder:" + data, "--held-out", "0.5");
    assertThat(evaluate.exitCode()).as(evaluate.err()).isZero();
    CommandRun again = CommandRun.of("convert", out.toString(), folder.resolve("copy").toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(folder.resolve("copy/1/assets/wordnet_ids.txt")).exists();
    Files.writeString(out.resolve("1/assets/wordnet_ids.txt"), "changed");
    assertThat(CommandRun.of("verify", out.toString()).err())
        .contains("assets/wordnet_ids.txt is not what was written");
  }

  @Test
  void convertWritesTheWeightsAndTheCacheIsUsedAgain() {
    Path keras = folder.resolve("x.keras");
    CommandRun convert = small("convert", "imagenet", keras, "--classes", "5");
    assertThat(convert.exitCode()).as(convert.err()).isZero();
    assertThat(keras).exists();
    store.goOffline();
    Path second = folder.resolve("y.h5");
    CommandRun offline = small("convert", "imagenet", second, "--classes", "5");
    assertThat(offline.exitCode()).as(offline.err()).isZero();
    assertThat(offline.err()).isEmpty();
    CommandRun features = small("convert", "imagenet", folder.resolve("z.h5"), "--no-top");
    assertThat(features.exitCode()).isOne();
    assertThat(features.err())
        .hasLineCount(2)
        .contains(
            "NASNet-small-no-top.h5 (http://127.0.0.1:", "cannot be downloaded: no connection");
  }

  @Test
  void aWrongNetworkOrNumberOfClassesIsWrongUse() {
    CommandRun classes =
        small("export", "--weights", "imagenet", "--classes", "7", "--out", folder.resolve("a"));
    assertThat(classes.exitCode()).isEqualTo(2);
    assertThat(classes.err()).startsWith("nasnet: --classes (7) must be 5");
    CommandRun mobile =
        CommandRun.of("convert", "imagenet", folder.resolve("b").toString(), "--preset", "mobile");
    assertThat(mobile.exitCode()).isEqualTo(2);
    assertThat(mobile.err())
        .startsWith("nasnet: --spec (4@1056 with 32 stem filters) must be 1@96");
    CommandRun file = CommandRun.of("convert", "./imagenet", folder.resolve("c").toString());
    assertThat(file.exitCode()).isEqualTo(2);
    assertThat(file.err()).contains("weights (./imagenet) do not exist");
    assertThat(store.requests()).isEmpty();
  }

  @Test
  void otherClassesGetANewClassifier() throws IOException {
    Path data = images(List.of("cat", "dog", "horse"), 4);
    CommandRun train = train(data, "three");
    assertThat(train.exitCode()).as(train.err()).isZero();
    assertThat(store.requests()).containsExactly("NASNet-small-no-top.h5");
    assertThat(train.err())
        .contains("the classifier is new: ", "small_no_top.h5 has none")
        .doesNotContain("does not describe its network");
    assertThat(folder.resolve("three/run.json"))
        .content()
        .contains("small_no_top.h5", "\"predictions/kernel\"");
  }

  @Test
  void theClassesOfImageNetKeepTheirClassifierByWordNetId() throws IOException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add("n0000000" + i);
    }
    CommandRun train = train(images(ids, 4), "five");
    assertThat(train.exitCode()).as(train.err()).isZero();
    assertThat(store.requests()).containsExactly("NASNet-small.h5", "imagenet_class_index.json");
    assertThat(train.err()).doesNotContain("the classifier is new");
  }

  @Test
  void verifyPretrainedChecksWhatCanBeChecked() throws IOException {
    Path outputs = folder.resolve("outputs.npz");
    CommandRun run = small("verify-pretrained", "--classes", "5", "--outputs", outputs);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(8);
    assertThat(run.out())
        .containsPattern("small.h5: MD5 [0-9a-f]{32}, as Keras states")
        .contains("each is in the file, has its shape and is finite", "n00000004  tiger_shark");
    assertThat(outputs).exists();
    Path image = images(List.of("any"), 1).resolve("any/0.png");
    CommandRun first = small("verify-pretrained", "--classes", "5", "--image", image);
    String top = first.out().lines().skip(3).findFirst().orElseThrow().strip().split(" +")[2];
    assertThat(expect(image, top).exitCode()).isZero();
    CommandRun other = expect(image, top.equals("n00000002") ? "n00000001" : "sock");
    assertThat(other.exitCode()).isOne();
    assertThat(other.err()).contains(" is classified as ");
    assertThat(expect(image, "unicorn").err())
        .startsWith("nasnet: --expect (unicorn) must be a class of ImageNet");
    assertThat(small("verify-pretrained", "--classes", "5", "--expect", "sock").err())
        .contains("--expect (sock) has no effect without --image");
  }

  private CommandRun expect(Path image, String name) {
    return small("verify-pretrained", "--classes", "5", "--image", image, "--expect", name);
  }

  private CommandRun train(Path data, String run) {
    return small(
        "train",
        "--data",
        "folder:" + data,
        "--init",
        "imagenet",
        "--epochs",
        "1",
        "--batch",
        "4",
        "--out",
        folder.resolve(run));
  }

  /** Runs a command with the options of the small network. */
  private static CommandRun small(String command, Object... arguments) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of(SMALL));
    for (Object argument : arguments) {
      words.add(argument.toString());
    }
    return CommandRun.of(words.toArray(String[]::new));
  }

  /** Draws images of one colour for each class. */
  private Path images(List<String> classes, int count) throws IOException {
    Path data = folder.resolve("data" + classes.hashCode());
    for (int label = 0; label < classes.size(); label++) {
      Path own = Files.createDirectories(data.resolve(classes.get(label)));
      for (int i = 0; i < count; i++) {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 32 * 32; pixel++) {
          image.setRGB(
              pixel % 32, pixel / 32, Color.HSBtoRGB(label * 0.2f, 1, (pixel + i) % 32 / 32f));
        }
        ImageIO.write(image, "png", own.resolve(i + ".png").toFile());
      }
    }
    return data;
  }
}
