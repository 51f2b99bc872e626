package dev.nasnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationSplitTest {
  @TempDir private Path folder;

  @Test
  void theImagesThatTheTrainingHeldOutAreScored() throws IOException {
    for (int i = 0; i < 40; i++) {
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i % 8, i / 8, 0xFFFFFF);
      Path of = Files.createDirectories(folder.resolve("data/c" + i % 2));
      ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
    }
    String data = "folder:" + folder.resolve("data");
    String run = folder.resolve("run").toString();
    CommandRun trained =
        CommandRun.of(
            ("train --preset cifar --spec 1@24 --stem-filters 6 --size 8 --epochs 1 --batch 10"
                    + " --no-report --no-tensorboard --held-out 0.5 --data "
                    + data
                    + " --out "
                    + run)
                .split(" "));
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("none are mirrored").contains("best epoch 1:");

    CommandRun evaluated = evaluate(run, data, "--json", "--csv", folder.resolve("csv").toString());
    assertThat(examples(evaluated)).isEqualTo(20);
    assertThat(Files.readAllLines(folder.resolve("csv/predictions.csv")))
        .hasSize(21)
        .first()
        .isEqualTo("file,true class,predicted class,probability of c0,probability of c1");
    CommandRun all = evaluate(run, data, "--json", "--all");
    assertThat(examples(all)).isEqualTo(40);
    assertThat(all.err()).contains("those that the model was trained on too");
    CommandRun other = evaluate(run, data, "--held-out", "0.3");
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err())
        .hasLineCount(1)
        .contains("--held-out (0.3) must be that of the training");
  }

  private static int examples(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonParser.parseString(run.out()).getAsJsonObject().get("examples").getAsInt();
  }

  private static CommandRun evaluate(String model, String data, String... more) {
    List<String> words = new ArrayList<>(List.of("evaluate", "--model", model, "--data", data));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }
}
