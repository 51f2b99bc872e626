package dev.nasnet.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nasnet.architecture.NasNetSpec;
import dev.nasnet.architecture.Network;
import dev.nasnet.cli.CommandRun;
import dev.nasnet.recipe.Recipe;
import dev.nasnet.tensorboard.TrainingEvents;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a training leaves to look at, judged by TensorBoard and by Chromium: one training, left
 * within its second epoch and gone on with, of classes whose names are no easy ones.
 */
@Tag("interop")
class LooksTest {
  /** In the order of their labels. */
  private static final List<String> CLASSES =
      List.of("\"a\" & 'b'", "<img src=x onerror=alert(1)>", "<script>alert(2)", "größer ∪ 猫");

  private static final int IMAGES = 30;
  private static final int BATCH = 24;
  private static final int STEPS = 4;
  private static final int EPOCHS = 2;

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    Random random = new Random(5);
    for (int label = 0; label < CLASSES.size(); label++) {
      Path of = Files.createDirectories(folder.resolve("images").resolve(CLASSES.get(label)));
      for (int i = 0; i < IMAGES; i++) {
        ImageIO.write(image(label, random), "png", of.resolve(i + ".png").toFile());
      }
    }
    assertTrained("--until", "1");
    killedTwoStepsLater();
    assertTrained("--resume");
  }

  /** Steps are told of that no checkpoint holds. */
  private static void killedTwoStepsLater() {
    Recipe recipe = Recipe.STANDARD.toBuilder().epochs(EPOCHS).batch(BATCH).build();
    Network network = Network.of(NasNetSpec.cifar());
    Path events = folder.resolve("run/events");
    try (TrainingEvents told = new TrainingEvents(events, network, CLASSES, recipe)) {
      told.onRestore(STEPS);
      told.onStep(STEPS + 1, EPOCHS * STEPS, 77);
      told.onStep(STEPS + 2, EPOCHS * STEPS, 77);
    }
  }

  private static BufferedImage image(int label, Random random) {
    BufferedImage image = new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < 81; pixel++) {
      boolean isInside = pixel % 9 / 5 == label % 2 && pixel / 45 == label / 2;
      int noise = random.nextInt() & 0x3f3f3f;
      image.setRGB(pixel % 9, pixel / 9, isInside ? 0xc0c0c0 + noise : noise);
    }
    return image;
  }

  private static void assertTrained(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                "folder:" + folder.resolve("images"),
                "--preset",
                "cifar",
                "--spec",
                "1@24",
                "--stem-filters",
                "6",
                "--size",
                "8",
                "--bn-momentum",
                "0.9",
                "--batch",
                Integer.toString(BATCH),
                "--epochs",
                Integer.toString(EPOCHS),
                "--averages",
                "0.9",
                "--threads",
                "1",
                "--out",
                folder.resolve("run").toString()));
    arguments.addAll(List.of(more));
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @Test
  void tensorBoardReadsWhatTheTrainingCameTo() {
    assertThat(judge("events.py", folder.resolve("run"), STEPS)).contains("TensorBoard agrees");
  }

  @Test
  void chromiumShowsTheReportAlone() {
    assertThat(
            judge(
                "report.py",
                Browser.path(),
                folder.resolve("run/report.html"),
                folder.resolve("run/metrics.csv")))
        .contains("Chromium agrees");
  }

  private static String judge(String script, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(CLASSES);
    return Python.run(script, all.toArray());
  }
}
